import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { systemClock } from '#engine/ports.ts';
import { detectLimiters, type Limiters } from '#engine/process/limits/limiters.ts';

/** A machine whose systemd and cgroups are scripts and plain files, in a folder of its own. */
export interface FakeLinux {
  /** Of the cgroup2 mount. */
  readonly groups: string;
  /** A program on the PATH that the limiters look in; nothing else is there. */
  program(name: string, script: string): Promise<void>;
  /** Puts a real program of this machine on that PATH. */
  real(name: string): Promise<void>;
  file(path: string, text: string): Promise<void>;
  read(path: string): Promise<string>;
  detect(): Promise<Limiters>;
}

const OWN_GROUP = '/user.slice/app.slice/terminal.scope';

export async function makeFakeLinux(): Promise<FakeLinux> {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-linux-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const groups = join(folder, 'cgroup');
  const programs = join(folder, 'bin');
  await mkdir(join(groups, OWN_GROUP), { recursive: true });
  await mkdir(programs);
  const file = (path: string, text: string): Promise<void> => writeFile(join(groups, path), text);
  await writeFile(
    join(folder, 'mountinfo'),
    `40 31 0:37 / /proc rw - proc proc rw\n41 31 0:38 / ${groups} rw - cgroup2 cgroup2 rw\n`,
  );
  await writeFile(join(folder, 'own'), `1:name=systemd:/\n0::${OWN_GROUP}\n`);
  await writeFile(
    join(folder, 'limits'),
    'Max open files            1024                 4096                 files\n',
  );
  const program = async (name: string, script: string): Promise<void> => {
    await writeFile(join(programs, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(programs, name), 0o755);
  };
  return {
    groups,
    program,
    real: (name) => program(name, `exec /usr/bin/${name} "$@"`),
    file,
    read: (path) => readFile(join(groups, path), 'utf8'),
    detect: () =>
      detectLimiters({
        environment: { PATH: programs, FAKE_GROUPS: groups, FAKE_SLICE: '/user.slice/app.slice' },
        homeId: 'home',
        run: 'run',
        clock: systemClock,
        platform: 'linux',
        cgroupFiles: { mountInfo: join(folder, 'mountinfo'), ownGroup: join(folder, 'own') },
        ownLimits: join(folder, 'limits'),
      }),
  };
}

/** Does what systemd-run does with a scope: makes its group, then execs in place. Keeps its options in a file. */
export const SYSTEMD_RUN = `
options=
while [ $# -gt 0 ]; do
  case "$1" in
    --unit=*) unit=\${1#--unit=}; unit=\${unit%.scope} ;;
    --) shift; break ;;
    --*) ;;
    *) break ;;
  esac
  options="$options $1"
  shift
done
case "$unit" in
  signalbox-probe-*) echo "0::$FAKE_SLICE/$unit.scope"; exit ;;
esac
here=\${0%/*}
echo "$options" > "$here/options"
exec "$@"
`;

export const OWN = OWN_GROUP.slice(1);
