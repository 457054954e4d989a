import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBroker } from 'dbus-native';
import { onTestFinished } from 'vitest';
import { onPath } from '../../../runner/on-path.ts';
import { until } from '../../harness/until.ts';

/** A session bus that nobody else is on, and that starts no program by itself. */
export interface PrivateBus {
  readonly address: string;
  /** Ends it, as when the session ends. */
  end(): Promise<void>;
  /** Starts it again at the same address. */
  startAgain(): Promise<void>;
}

const PUBLIC_ID = '-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN';

function configuration(address: string): string {
  return `<!DOCTYPE busconfig PUBLIC "${PUBLIC_ID}" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>${address}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`;
}

/** Runs dbus-daemon; where the machine has none, a bus in this very process takes its place. */
export async function openPrivateBus(): Promise<PrivateBus> {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-bus-'));
  const socket = join(folder, 'bus');
  const address = `unix:path=${socket}`;
  const daemon = await onPath('dbus-daemon');
  const start = async () => (daemon === null ? startBroker(socket) : startDaemon(daemon, folder, address));
  let end = await start();
  onTestFinished(async () => {
    await end();
    await rm(folder, { recursive: true, force: true });
  });
  return {
    address,
    end: () => end(),
    async startAgain() {
      await rm(socket, { force: true });
      end = await start();
    },
  };
}

async function startDaemon(daemon: string, folder: string, address: string): Promise<() => Promise<void>> {
  const file = join(folder, 'bus.conf');
  await writeFile(file, configuration(address));
  const child: ChildProcess = spawn(daemon, [`--config-file=${file}`, '--nofork', '--print-address'], {
    // It can't raise its limits, and says so.
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(child, 'exit');
  let printed = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  await until('the bus listens', () => printed.includes('unix:'));
  return async () => {
    child.kill();
    await ended;
  };
}

async function startBroker(socket: string): Promise<() => Promise<void>> {
  const broker = createBroker();
  await new Promise<void>((resolve, reject) => {
    broker.listen({ socket }, (error) => (error === null ? resolve() : reject(error)));
  });
  return () => new Promise((resolve) => void broker.close(resolve));
}
