// An engine reduced to the room that starts processes, to be killed: launches what its arguments say, and says the pid.
import { places } from '#engine/places.ts';
import { systemClock } from '#engine/ports.ts';
import { type LaunchSpec, openProcesses } from '#engine/process/process.ts';
import { openState } from '#engine/state/state.ts';

const [home, spec, adopted] = process.argv.slice(2);
if (home === undefined || spec === undefined) throw new Error('arguments: <home> <spec as JSON> [adopt]');
const where = places({ SIGNALBOX_HOME: home });
const state = openState(where.databaseFile, systemClock);
const { processes } = await openProcesses({
  homeId: state.homeId,
  records: state.records,
  genealogy: state.genealogy,
  clock: systemClock,
  stateFolder: where.state,
  environment: process.env,
  onGuardLost: () => {},
  onFault: () => {},
});
const wanted: LaunchSpec = JSON.parse(spec);
const launched = adopted === 'adopt' ? null : await processes.launch(wanted);
const child = launched === null ? processes.adopt(wanted.server) : launched.ok ? launched.child : null;
process.stdout.write(`${child?.pid ?? 'nothing'}\n`);
setInterval(() => {}, 60_000);
