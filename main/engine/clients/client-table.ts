import { join } from 'node:path';
import { COMMON, type Dialect } from './entries/dialect.ts';
import { localAppData, type Machine, settingsFolder } from './machine.ts';

/** One AI client and the files that it keeps its servers in. */
export interface KnownClient {
  /** As on the command line. */
  readonly client: string;
  readonly title: string;
  /** All that may be there; `*` stands for part of one folder's name. */
  readonly files: (machine: Machine) => readonly string[];
  /** In the folder of a project; none when left out. */
  readonly projectFiles?: readonly string[];
  /** Keys that lead to the servers; the first that leads anywhere counts. */
  readonly at: readonly (readonly string[])[];
  /** {@link COMMON} where it differs in nothing. */
  readonly dialect?: Partial<Dialect>;
}

const STANDARD = [['mcpServers']] as const;

/** Below the folder in which VS Code and its kin keep what extensions keep. */
function ofExtension(...path: readonly string[]): KnownClient['files'] {
  return (machine) =>
    ['Code', 'Code - Insiders', 'Cursor', 'Windsurf', 'VSCodium'].map((editor) =>
      join(settingsFolder(machine), editor, 'User', 'globalStorage', ...path),
    );
}

/** Below the home folder, wherever that is. */
function below(...paths: readonly string[]): KnownClient['files'] {
  return ({ home }) => paths.map((path) => join(home, ...path.split('/')));
}

/** As far as they are known; a file of any other is read by its looks. */
export const CLIENTS: readonly KnownClient[] = [
  {
    client: 'claude-desktop',
    title: 'Claude Desktop',
    files(machine) {
      const name = 'claude_desktop_config.json';
      const plain = join(settingsFolder(machine), 'Claude', name);
      // Installed from the store of Windows, it sees a folder of its own in place of the plain one.
      if (machine.platform === 'win32')
        return [
          join(localAppData(machine), 'Packages', 'Claude_*', 'LocalCache', 'Roaming', 'Claude', name),
          plain,
        ];
      return machine.platform === 'linux' ? [plain, join(settingsFolder(machine), 'claude', name)] : [plain];
    },
    at: STANDARD,
  },
  {
    client: 'claude-code',
    title: 'Claude Code',
    files: ({ home, environment }) => [join(environment.CLAUDE_CONFIG_DIR || home, '.claude.json')],
    projectFiles: ['.mcp.json'],
    at: STANDARD,
    dialect: { timeout: 'ms' },
  },
  {
    client: 'cursor',
    title: 'Cursor',
    files: below('.cursor/mcp.json'),
    projectFiles: ['.cursor/mcp.json'],
    at: STANDARD,
  },
  {
    client: 'vscode',
    title: 'VS Code',
    files: (machine) =>
      ['Code', 'Code - Insiders', 'VSCodium'].flatMap((editor) => {
        const user = join(settingsFolder(machine), editor, 'User');
        return [join(user, 'mcp.json'), join(user, 'profiles', '*', 'mcp.json'), join(user, 'settings.json')];
      }),
    projectFiles: ['.vscode/mcp.json'],
    at: [['servers'], ['mcp', 'servers'], ['mcpServers']],
  },
  {
    client: 'windsurf',
    title: 'Windsurf',
    files: below('.codeium/windsurf/mcp_config.json', '.codeium/mcp_config.json'),
    at: STANDARD,
  },
  {
    client: 'codex',
    title: 'Codex',
    files: ({ home, environment }) => [join(environment.CODEX_HOME || join(home, '.codex'), 'config.toml')],
    projectFiles: ['.codex/config.toml'],
    at: [['mcp_servers'], ['mcp', 'servers']],
  },
  {
    client: 'gemini-cli',
    title: 'Gemini CLI',
    files: below('.gemini/settings.json'),
    projectFiles: ['.gemini/settings.json'],
    at: STANDARD,
    dialect: { timeout: 'ms', url: 'sse', dollar: true },
  },
  {
    client: 'antigravity',
    title: 'Antigravity',
    files: below('.gemini/antigravity/mcp_config.json'),
    at: STANDARD,
  },
  {
    client: 'zed',
    title: 'Zed',
    files: (machine) => [
      join(machine.home, '.config', 'zed', 'settings.json'),
      ...(machine.platform === 'darwin' ? [] : [join(settingsFolder(machine), 'zed', 'settings.json')]),
    ],
    projectFiles: ['.zed/settings.json'],
    at: [['context_servers']],
    dialect: { timeout: 's' },
  },
  {
    client: 'cline',
    title: 'Cline',
    files: (machine) => [
      ...ofExtension('saoudrizwan.claude-dev', 'settings', 'cline_mcp_settings.json')(machine),
      join(machine.home, 'Documents', 'Cline', 'MCP', 'cline_mcp_settings.json'),
    ],
    at: STANDARD,
    dialect: { timeout: 's' },
  },
  {
    client: 'roo',
    title: 'Roo Code',
    files: ofExtension('rooveterinaryinc.roo-cline', 'settings', 'mcp_settings.json'),
    projectFiles: ['.roo/mcp.json'],
    at: STANDARD,
    dialect: { timeout: 's' },
  },
  {
    client: 'kilo',
    title: 'Kilo Code',
    files: (machine) => [
      ...ofExtension('kilocode.kilo-code', 'settings', 'mcp_settings.json')(machine),
      join(machine.home, '.kilocode', 'cli', 'global', 'settings', 'mcp_settings.json'),
    ],
    projectFiles: ['.kilocode/mcp.json'],
    at: STANDARD,
    dialect: { timeout: 's' },
  },
  {
    client: 'copilot-cli',
    title: 'Copilot CLI',
    files: ({ home, environment }) => [
      join(environment.COPILOT_HOME || join(home, '.copilot'), 'mcp-config.json'),
    ],
    at: STANDARD,
    dialect: { timeout: 'ms' },
  },
  {
    client: 'lm-studio',
    title: 'LM Studio',
    files: below('.lmstudio/mcp.json', '.cache/lm-studio/mcp.json'),
    at: STANDARD,
    dialect: { timeout: 'ms' },
  },
  {
    client: 'kiro',
    title: 'Kiro',
    files: below('.kiro/settings/mcp.json'),
    projectFiles: ['.kiro/settings/mcp.json'],
    at: STANDARD,
    dialect: { timeout: 'ms' },
  },
  { client: 'kimi', title: 'Kimi CLI', files: below('.kimi/mcp.json'), at: STANDARD },
  { client: 'factory', title: 'Factory', files: below('.factory/mcp.json'), at: STANDARD },
  {
    client: 'goose',
    title: 'Goose',
    files: (machine) =>
      machine.platform === 'win32'
        ? [join(settingsFolder(machine), 'Block', 'goose', 'config', 'config.yaml')]
        : [
            join(
              machine.environment.XDG_CONFIG_HOME || join(machine.home, '.config'),
              'goose',
              'config.yaml',
            ),
          ],
    at: [['extensions']],
    dialect: { timeout: 's' },
  },
  {
    client: 'continue',
    title: 'Continue',
    files: below('.continue/config.yaml', '.continue/config.json'),
    at: [['mcpServers'], ['experimental', 'modelContextProtocolServers']],
  },
  {
    client: 'opencode',
    title: 'OpenCode',
    files: ({ home, environment }) =>
      ['opencode.json', 'opencode.jsonc'].map((name) =>
        join(environment.XDG_CONFIG_HOME || join(home, '.config'), 'opencode', name),
      ),
    projectFiles: ['opencode.json', 'opencode.jsonc'],
    at: [['mcp', 'servers'], ['mcp']],
    // How long it waits for the list of tools.
    dialect: { timeout: 'ignore' },
  },
  {
    client: 'amp',
    title: 'Amp',
    files: ({ home, environment }) => [
      join(environment.XDG_CONFIG_HOME || join(home, '.config'), 'amp', 'settings.json'),
    ],
    at: [['amp.mcpServers']],
  },
  {
    client: 'crush',
    title: 'Crush',
    files: (machine) =>
      machine.platform === 'win32'
        ? [join(localAppData(machine), 'crush', 'crush.json')]
        : [join(machine.environment.XDG_CONFIG_HOME || join(machine.home, '.config'), 'crush', 'crush.json')],
    at: [['mcp']],
    dialect: { timeout: 's', dollar: true },
  },
  {
    client: 'trae',
    title: 'Trae',
    files: (machine) => [join(settingsFolder(machine), 'Trae', 'User', 'mcp.json')],
    at: STANDARD,
  },
  { client: 'vibe', title: 'Mistral Vibe', files: below('.vibe/config.toml'), at: [['mcp_servers']] },
];

export function dialectOf({ dialect }: KnownClient): Dialect {
  return { ...COMMON, ...dialect };
}
