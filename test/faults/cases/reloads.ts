import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { randomDifference } from '../../process/configuration/random-difference.ts';
import { fixture } from '../../process/harness/fixture.ts';
import { createRandom } from '../../process/harness/random.ts';
import { until } from '../../process/harness/until.ts';
import { type FaultCase, type Servers, SHORT } from '../kit/fault-case.ts';
import { since, span } from '../kit/measure.ts';
import { mebibytes, residentBytes } from '../kit/memory.ts';

const SERVERS = 20;
const RELOADS = 1000;
/** After these it has loaded and kept all that it ever will. */
const WARM = 300;
/** What is left of a bound that a garbage collector gives no promise about. */
const MOST_GROWTH_BYTES = 24 * 2 ** 20;
const MOST_HANDLES = 4;

export const reloads: readonly FaultCase[] = [
  {
    id: '35',
    name: `the configuration of ${SERVERS} servers is saved ${RELOADS} times with random differences`,
    injected:
      'renames and writes in place: settings, orders, environments, servers that come and go; each when the one before is applied',
    expected:
      'only servers in the difference get another process; memory and handles of the engine stay flat',
    pace: 'slow',
    limitMs: 1_500_000,
    async run({ home, serve }) {
      const random = createRandom();
      const names = Array.from({ length: SERVERS }, (_, index) => `server-${index}`);
      let servers: Servers = Object.fromEntries(
        names.map((name) => [name, fixture('well-behaved', { timeouts: SHORT })]),
      );
      const place = await home(servers);
      const engine = await serve(place);
      await engine.untilReady(...names);
      const handles = () => readdirSync(`/proc/${engine.pid}/fd`).length;
      const stopwatch = since();
      let warm = { bytes: 0, handles: 0 };
      let others = 0;
      for (let edit = 0; edit < RELOADS; edit += 1) {
        if (edit === WARM) warm = { bytes: residentBytes(engine.pid), handles: handles() };
        const before = await engine.snapshot();
        const pids = new Map(before.servers.map(({ name, pid }) => [name, pid]));
        const { next, restarted } = randomDifference(servers, random);
        servers = next;
        others += restarted.size;
        const operations = { restartsPerMinute: 1 + edit };
        const text = JSON.stringify({ mcpServers: servers, operations }, null, 2);
        if (random.chance(0.5)) await writeFile(place.file, text);
        else {
          await writeFile(`${place.file}.swap`, text);
          await rename(`${place.file}.swap`, place.file);
        }
        const after = await until(`edit ${edit} is in effect (${random.told})`, async () => {
          const now = await engine.snapshot();
          const isApplied = now.configuration.revision !== before.configuration.revision;
          return isApplied && now.servers.every(({ state }) => state === 'ready') ? now : null;
        });
        assert(after.configuration.valid);
        assert.deepEqual(
          after.servers.map(({ name }) => name),
          Object.keys(servers),
        );
        for (const { name, pid } of after.servers)
          if (!restarted.has(name))
            assert.equal(pid, pids.get(name), `${random.told}, edit ${edit}: ${name}`);
      }
      const grown = residentBytes(engine.pid) - warm.bytes;
      const more = handles() - warm.handles;
      assert(grown < MOST_GROWTH_BYTES, `the engine grew by ${mebibytes(grown)}`);
      assert(more <= MOST_HANDLES, `the engine has ${more} handles more`);
      const left = place.pidsOf('guest').length;
      assert(left <= 1, `${left} processes of a server that comes and goes`);
      const grew = `${grown < 0 ? '−' : '+'}${mebibytes(Math.abs(grown))} and ${more} handles from reload ${WARM} on`;
      return `${others} starts and restarts as the differences said, no other; ${grew}; ${span(stopwatch())}`;
    },
  },
];
