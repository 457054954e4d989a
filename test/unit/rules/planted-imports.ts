/** A file that is written into a copy of the tree, and whether the rules must refuse or allow it. */
export interface Planted {
  readonly rule: string;
  /** The room's folder; the planted file lies in it. */
  readonly room: string;
  readonly source: string;
  readonly extension?: 'ts' | 'tsx';
}

/** The engine's rooms, lowest first: a room may import the rooms before it. The same order is in biome.json. */
const ENGINE_ROOMS = [
  'state',
  'logs',
  'process',
  'mcp',
  'secrets',
  'configuration',
  'health',
  'supervision',
  'telemetry',
  'alerts',
  'gateway',
  'clients',
  'keeping',
  'http',
] as const;

const SHELLS = ['desktop', 'headless', 'cli'] as const;

const load = (specifier: string): string => `import '${specifier}';\n`;
const inEngine = (room: string): string => `main/engine/${room}`;

function* engineRefusals(): Generator<Planted> {
  for (const [index, name] of ENGINE_ROOMS.entries()) {
    const room = inEngine(name);
    yield { rule: `${name} knows nothing of the engine's door`, room, source: load('../engine.ts') };
    yield { rule: `${name} does not import a shell`, room, source: load('../../desktop/electron-main.ts') };
    yield { rule: `${name} does not import Electron`, room, source: load('electron') };
    yield {
      rule: `a folder of ${name} keeps to that, too`,
      room: `${room}/folder`,
      source: load('../../engine.ts'),
    };
    for (const above of ENGINE_ROOMS.slice(index + 1)) {
      yield {
        rule: `${name} does not import ${above}, above it`,
        room,
        source: load(`../${above}/${above}.ts`),
      };
    }
    for (const below of ENGINE_ROOMS.slice(0, index)) {
      yield {
        rule: `${name} sees only the front file of ${below}`,
        room,
        source: load(`../${below}/inner.ts`),
      };
    }
    if (name !== 'process') {
      for (const spawner of ['node:child_process', 'execa', 'pidusage', 'ps-list']) {
        yield { rule: `${name} does not use ${spawner}`, room, source: load(spawner) };
      }
    }
    if (name !== 'state')
      yield { rule: `${name} does not open a database`, room, source: load('node:sqlite') };
  }
}

function* shellRefusals(): Generator<Planted> {
  for (const name of SHELLS) {
    const room = `main/${name}`;
    yield { rule: `${name} does not enter a room of the engine`, room, source: load('#engine/logs/logs.ts') };
    yield { rule: `${name} does not name the engine by path`, room, source: load('../engine/engine.ts') };
    yield { rule: `${name} does not name the contract by path`, room, source: load('../contract/limits.ts') };
    yield { rule: `${name} does not spawn`, room, source: load('node:child_process') };
    yield { rule: `${name} does not import the window`, room, source: load('../../renderer/app.tsx') };
    for (const other of SHELLS.filter((shell) => shell !== name)) {
      yield { rule: `${name} does not import ${other}`, room, source: load(`../${other}/inner.ts`) };
    }
    if (name !== 'desktop') {
      yield { rule: `${name} does not import Electron`, room, source: load('electron') };
      yield { rule: `${name} does not import electron-store`, room, source: load('electron-store') };
    }
  }
}

/** Imports that Biome must report. */
export const REFUSED_IMPORTS: readonly Planted[] = [
  { rule: 'the contract does not import Node', room: 'main/contract', source: load('node:fs') },
  {
    rule: 'the contract does not import the engine',
    room: 'main/contract',
    source: load('../engine/ports.ts'),
  },
  { rule: 'the contract imports no package but zod', room: 'main/contract', source: load('execa') },
  ...engineRefusals(),
  {
    rule: 'the engine does not import a shell dynamically',
    room: 'main/engine',
    source: "export const shell = await import('../headless/serve.ts');\n",
  },
  {
    rule: 'the engine does not pass on types of a shell',
    room: 'main/engine',
    source: "export type * from '../headless/serve.ts';\n",
  },
  {
    rule: "the engine's door uses a room's front file only",
    room: 'main/engine',
    source: load('./logs/inner.ts'),
  },
  {
    rule: 'a roundabout path is no way into another room',
    room: 'main/engine/logs',
    source: load('./versions/../../state/inner.ts'),
  },
  ...shellRefusals(),
  ...[
    '../desktop/visit.ts',
    '../headless/serve.ts',
    '#engine/engine.ts',
    'electron',
    'node:child_process',
  ].map((specifier) => ({
    rule: `what two shells share does not import ${specifier}`,
    room: 'main/notices',
    source: load(specifier),
  })),
  ...['../desktop/visit.ts', '#engine/engine.ts', '#engine/ports.ts', 'electron', 'node:child_process'].map(
    (specifier) => ({
      rule: `what tells how this was started does not import ${specifier}`,
      room: 'main/runtime',
      source: load(specifier),
    }),
  ),
  { rule: 'the preload script does not import Node', room: 'preload', source: load('node:fs') },
  {
    rule: 'the preload script does not name main by path',
    room: 'preload',
    source: load('../main/contract/limits.ts'),
  },
  {
    rule: 'the preload script does not import the engine',
    room: 'preload',
    source: load('#engine/engine.ts'),
  },
  {
    rule: 'the preload script takes values from the channel names only',
    room: 'preload',
    source: "import { z } from 'zod';\nexport const schema = z.string();\n",
  },
  {
    rule: 'the preload script takes no schema from the contract',
    room: 'preload',
    source: "import { calls } from '#contract/channels.ts';\nexport const names = Object.keys(calls);\n",
  },
  { rule: 'the window does not import Electron', room: 'renderer', source: load('electron') },
  { rule: 'the window does not import Node', room: 'renderer', source: load('node:fs') },
  { rule: 'the window does not import the engine', room: 'renderer', source: load('#engine/engine.ts') },
  {
    rule: 'the window does not name the contract by path',
    room: 'renderer',
    source: load('../main/contract/limits.ts'),
  },
  {
    rule: 'the window does not import the preload script',
    room: 'renderer',
    source: load('../preload/preload.ts'),
  },
];

function* engineAllowances(): Generator<Planted> {
  for (const [index, name] of ENGINE_ROOMS.entries()) {
    const room = inEngine(name);
    for (const below of ENGINE_ROOMS.slice(0, index)) {
      yield { rule: `${name} may use ${below}`, room, source: load(`../${below}/${below}.ts`) };
      yield {
        rule: `a folder of ${name} may use ${below}`,
        room: `${room}/folder`,
        source: load(`../../${below}/${below}.ts`),
      };
    }
    for (const common of [
      '#contract/limits.ts',
      '../ports.ts',
      './inner.ts',
      './folder/inner.ts',
      'node:fs/promises',
    ]) {
      yield { rule: `${name} may use ${common}`, room, source: load(common) };
    }
    for (const own of [
      '../inner.ts',
      '../sibling/inner.ts',
      './inner.ts',
      '../../ports.ts',
      '#contract/limits.ts',
    ]) {
      yield { rule: `a folder of ${name} may use ${own}`, room: `${room}/folder`, source: load(own) };
    }
  }
}

/** Imports that Biome must not report. */
export const ALLOWED_IMPORTS: readonly Planted[] = [
  ...engineAllowances(),
  { rule: 'the process room may spawn', room: 'main/engine/process', source: load('node:child_process') },
  { rule: 'the state room may open a database', room: 'main/engine/state', source: load('node:sqlite') },
  ...SHELLS.flatMap((name) =>
    [
      '#engine/engine.ts',
      '#engine/ports.ts',
      '#engine/places.ts',
      '#contract/limits.ts',
      './folder/inner.ts',
    ].map((specifier) => ({
      rule: `${name} may use ${specifier}`,
      room: `main/${name}`,
      source: load(specifier),
    })),
  ),
  ...['#engine/ports.ts', 'dbus-native', './inner.ts', 'node:url'].map((specifier) => ({
    rule: `what two shells share may use ${specifier}`,
    room: 'main/notices',
    source: load(specifier),
  })),
  ...['#contract/runtime-facts.ts', './inner.ts', 'node:fs'].map((specifier) => ({
    rule: `what tells how this was started may use ${specifier}`,
    room: 'main/runtime',
    source: load(specifier),
  })),
  { rule: 'the desktop shell may use Electron', room: 'main/desktop', source: load('electron') },
  {
    rule: 'the command line may start the headless shell',
    room: 'main/cli',
    source: load('../headless/serve.ts'),
  },
  {
    rule: 'the preload script may use channel names and contract types',
    room: 'preload',
    source:
      "import type { Bridge } from '#contract/bridge.ts';\nimport '#contract/channel-names.ts';\nimport 'electron';\nexport type B = Bridge;\n",
  },
];

/** What only the compiler sees: globals that a room does not have, and rooms that it does not reference. */
export const REFUSED_BY_TYPES: readonly Planted[] = [
  {
    rule: 'the contract has no Node globals',
    room: 'main/contract',
    source: 'export const pid = process.pid;\n',
  },
  {
    rule: 'the contract has no page',
    room: 'main/contract',
    source: 'export const title = document.title;\n',
  },
  { rule: 'the engine has no page', room: 'main/engine', source: 'export const title = document.title;\n' },
  {
    rule: 'the desktop shell has no page',
    room: 'main/desktop',
    source: 'export const title = document.title;\n',
  },
  {
    rule: 'the headless shell has no page',
    room: 'main/headless',
    source: 'export const title = document.title;\n',
  },
  {
    rule: 'the command line has no page',
    room: 'main/cli',
    source: 'export const title = document.title;\n',
  },
  { rule: 'the window has no Node globals', room: 'renderer', source: 'export const pid = process.pid;\n' },
  {
    rule: 'the engine does not see a shell',
    room: 'main/engine',
    source: "export { serve } from '../headless/serve.ts';\n",
  },
];
