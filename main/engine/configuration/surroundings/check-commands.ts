import { resolve } from 'node:path';
import type { Fix } from '#contract/configuration-status.ts';
import { nearest, quoted } from '../reading/wording.ts';
import { isLocal, offsetOf, type Scene, type SeenServer, textAt } from './scene.ts';

/** To find out what was meant, or where it may be had, takes some milliseconds; so many are not mended one by one. */
const MAX_HINTS = 10;
interface Hints {
  left: number;
}

/** A shorter word is near to too many. */
const MIN_GUESSED = 4;

/** Commands that are not there, as far as that can be told without running them. `told`: servers of which more is not worth saying. */
export async function checkCommands(scene: Scene, told: ReadonlySet<string>): Promise<void> {
  const hints = { left: MAX_HINTS };
  for (const server of scene.servers) {
    await scene.breathe();
    if (isLocal(server) && !told.has(server.config.name)) await checkOne(server, hints, scene);
  }
}

async function checkOne(server: SeenServer, hints: Hints, scene: Scene): Promise<void> {
  const { config } = server;
  const look = async (command: string, keys: readonly (string | number)[], isServer: boolean) => {
    // One whose reference has no value is told of already.
    if (command === '' || command.includes('${')) return;
    if (await scene.world.findCommand({ command, cwd: config.cwd, env: config.env })) return;
    await tell(server, { command, keys, isServer }, hints, scene);
  };
  await look(config.command, ['command'], true);
  if (config.metrics !== null) await look(config.metrics.command, ['metrics', 'command'], false);
  for (const [index, check] of config.checks.entries())
    if (check.kind === 'command') await look(check.command, ['health', 'checks', index, 'run'], false);
}

interface Missing {
  readonly command: string;
  readonly keys: readonly (string | number)[];
  /** Not one of its checks, or its metrics. */
  readonly isServer: boolean;
}

async function tell(
  server: SeenServer,
  { command, keys, isServer }: Missing,
  hints: Hints,
  scene: Scene,
): Promise<void> {
  const { report, world } = scene;
  const at = offsetOf(server, keys);
  const path = [...server.path, ...keys];
  const words = splitWords(command);
  const [program = ''] = words;
  if (isServer && words.length > 1 && (await isProgram(program, server, scene))) {
    const says =
      'is a whole command line: the program stands alone in "command", and what it is given in "args"';
    report.warning(at, path, says, splitFix(server, words, scene));
    return;
  }
  // A command line that is no program may have a secret in it.
  const shown = world.secretsIn([command, ...words]).length > 0 ? 'a program' : quoted(command);
  if (/[\\/]/.test(command)) {
    const kind = await world.kindOf(resolve(server.config.cwd ?? world.home, command));
    const says =
      kind === 'folder'
        ? 'is a folder, and no program'
        : kind === 'file'
          ? 'may not be run: its permissions forbid it'
          : 'is not there';
    report.warning(at, path, `names ${shown}, which ${says}`);
    return;
  }
  hints.left -= 1;
  const isGuessed = hints.left >= 0 && command.length >= MIN_GUESSED;
  const meant = isGuessed ? nearest(command, await world.commandNames()) : undefined;
  if (meant !== undefined && meant !== command) {
    const says = `names ${shown}, which is not on the PATH of your login shell; did you mean ${quoted(meant)}?`;
    report.warning(at, path, says, {
      kind: 'edit',
      title: `Write ${quoted(meant)}`,
      edits: [{ path, value: meant }],
    });
    return;
  }
  const hint = hints.left < 0 || shown !== quoted(command) ? null : await world.hintForMissing(command);
  const mend = hint === null ? '' : `; ${hint.charAt(0).toLowerCase()}${hint.slice(1)}`;
  report.warning(at, path, `names ${shown}, which is not on the PATH of your login shell${mend}`);
}

async function isProgram(program: string, { config }: SeenServer, { world }: Scene): Promise<boolean> {
  return program !== '' && (await world.findCommand({ command: program, cwd: config.cwd, env: config.env }));
}

function splitFix(
  server: SeenServer,
  [command = '', ...more]: readonly string[],
  scene: Scene,
): Fix | undefined {
  const args = scene.texts.filter(
    ({ path }) =>
      path[0] === 'mcpServers' && path[1] === server.config.name && path[2] === 'args' && path.length === 4,
  );
  const written = [...more, ...args.map(({ value }) => value)];
  const isAllText = args.length === server.config.args.length;
  // What a fix says is seen: a secret can't be part of it.
  if (!isAllText || scene.world.secretsIn(written).length > 0) return undefined;
  if (textAt(server, ['command']) === null) return undefined;
  return {
    kind: 'edit',
    title: `Split it into ${quoted(command)} and its arguments`,
    edits: [
      { path: [...server.path, 'command'], value: command },
      { path: [...server.path, 'args'], value: written },
    ],
  };
}

/** As a person writes a command line: quotes hold words together. */
function splitWords(line: string): string[] {
  const words = line.match(/(?:[^\s"']|"[^"]*"|'[^']*')+/g) ?? [];
  return words.map((word) => word.replaceAll(/"([^"]*)"|'([^']*)'/g, '$1$2'));
}
