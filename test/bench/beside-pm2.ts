import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FIXTURES, fixture } from '../process/harness/fixture.ts';
import { type Defer, makeHome } from '../process/harness/home.ts';
import { isAlive, startTicks } from '../process/harness/processes.ts';
import { serve } from '../process/harness/serve.ts';
import { until } from '../process/harness/until.ts';
import type { Bench } from './kit/bench.ts';
import { pidsWith } from './kit/pids-with.ts';

const MANY = 50;
/** Long enough for either guard or daemon to do what it does. */
const AFTERWARDS_MS = 8_000;

interface Fate {
  readonly who: string;
  readonly wanted: number;
  readonly aliveAfterKill: number;
  readonly aliveAfterStart: number;
}

/**
 * The same 50 programs, which ignore SIGTERM and the end of their stdin, under each supervisor; the supervisor is
 * killed with SIGKILL, and started again as its documentation says.
 */
export const besidePm2: Bench = {
  name: 'beside-pm2',
  about: `${MANY} servers whose supervisor is killed and started again, beside pm2 (installed from npm for it)`,
  async run() {
    const fates = [await ours(false), await ours(true), ...(await pm2())];
    return {
      columns: ['supervisor killed', 'alive 8 s later', 'alive after the next start', 'live over wanted'],
      rows: fates.map(({ who, wanted, aliveAfterKill, aliveAfterStart }) => [
        who,
        String(aliveAfterKill),
        String(aliveAfterStart),
        (aliveAfterStart / wanted).toFixed(2),
      ]),
      notes: [
        `${MANY} programs that ignore SIGTERM; pm2 by \`pm2 save\` before and \`pm2 resurrect\` after.`,
      ],
      figures: { fates },
    };
  },
};

async function ours(guardToo: boolean): Promise<Fate> {
  const undo: (() => Promise<void>)[] = [];
  const defer: Defer = (step) => void undo.push(step);
  try {
    const home = await makeHome(defer);
    const timeouts = { stdinClose: '200ms', terminate: '200ms' };
    const names = Array.from({ length: MANY }, (_, at) => `server-${at}`);
    const deaf = fixture('ignores-sigterm', { timeouts });
    await home.configure(Object.fromEntries(names.map((name) => [name, deaf])));
    const alive = () => home.processes().filter(({ mark }) => mark !== null).length;
    const engine = await serve(home, { defer });
    await engine.untilReady(...names);
    if (guardToo) {
      const guard = home.processes().find(({ commandLine }) => commandLine.includes('signalbox-guard'));
      if (guard !== undefined) process.kill(guard.pid, 'SIGKILL');
    }
    process.kill(engine.pid, 'SIGKILL');
    await engine.ended;
    await sleep(AFTERWARDS_MS);
    const aliveAfterKill = alive();
    const next = await serve(home, { defer });
    await next.untilReady(...names);
    const who = guardToo ? 'Signalbox, its guard killed too' : 'Signalbox';
    return { who, wanted: MANY, aliveAfterKill, aliveAfterStart: alive() };
  } finally {
    for (const step of undo.toReversed()) await step();
  }
}

/** Under pm2 a Node program has a channel to the daemon and another program has none: both kinds. */
async function pm2(): Promise<Fate[]> {
  const folder = await mkdtemp(join(tmpdir(), 'beside-pm2-'));
  try {
    const environment = { ...process.env };
    await writeFile(join(folder, 'package.json'), '{ "private": true }');
    await runQuietly('npm', ['install', '--no-audit', '--no-fund', '--silent', 'pm2'], folder, environment);
    const { version } = JSON.parse(await readFile(join(folder, 'node_modules/pm2/package.json'), 'utf8')) as {
      version: string;
    };
    const node = { script: `${FIXTURES}ignores-sigterm.js` };
    const other = { script: 'sleep', args: ['600'], interpreter: 'none' };
    return [
      await pm2Fate(folder, `pm2 ${version}, Node programs`, node, 'ignores-sigterm.js'),
      await pm2Fate(folder, `pm2 ${version}, other programs (sleep)`, other, 'sleep'),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function pm2Fate(folder: string, who: string, program: object, commandLine: string): Promise<Fate> {
  const home = await mkdtemp(join(folder, 'home-'));
  const script = join(folder, 'node_modules/pm2/bin/pm2');
  const ask = (...args: string[]) =>
    runQuietly(process.execPath, [script, ...args], folder, { ...process.env, PM2_HOME: home });
  /** By the folder in their environment, which is this run's alone. */
  const alive = () => pidsWith(`PM2_HOME=${home}`, commandLine).length;
  try {
    const apps = Array.from({ length: MANY }, (_, at) => ({ name: `server-${at}`, ...program }));
    await writeFile(join(home, 'apps.json'), JSON.stringify({ apps }));
    await ask('start', join(home, 'apps.json'));
    await ask('save');
    await until('all run', () => alive() === MANY);
    const daemon = Number(await readFile(join(home, 'pm2.pid'), 'utf8'));
    process.kill(daemon, 'SIGKILL');
    await sleep(AFTERWARDS_MS);
    const aliveAfterKill = alive();
    await ask('resurrect');
    await sleep(AFTERWARDS_MS);
    return { who, wanted: MANY, aliveAfterKill, aliveAfterStart: alive() };
  } finally {
    await ask('kill').catch((error: unknown) => console.error(error));
    // What pm2 no longer knows of; each is named by its start time too, so that no other is hit.
    const left = pidsWith(`PM2_HOME=${home}`, '').map((pid) => ({ pid, ticks: startTicks(pid) }));
    for (const { pid, ticks } of left)
      if (isAlive(pid) && startTicks(pid) === ticks) process.kill(pid, 'SIGKILL');
  }
}

function runQuietly(
  command: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    child.once('error', reject);
    // Not 'close': a daemon that it starts may hold its stderr for ever.
    child.once('exit', (code) => {
      child.stderr.destroy();
      if (code === 0) resolve();
      else reject(new Error(`${command} ${args.join(' ')} ended with ${code}: ${said}`));
    });
  });
}
