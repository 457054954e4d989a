import type { RuntimeFacts } from '#contract/runtime-facts.ts';
import { runtimeDefaults } from './runtime-defaults.ts';

/** What can be seen of how a process was started. */
export interface StartEvidence {
  readonly shell: 'desktop' | 'headless';
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Whether somebody sits at a terminal: stdin or stdout is one. */
  readonly isTerminal: boolean;
  /** Names of the processes that it descends from, the nearest first. */
  readonly ancestors: readonly string[];
  readonly parentPid: number;
}

type StartedBy = RuntimeFacts['started_by'];

interface Verdict {
  readonly startedBy: StartedBy;
  readonly why: string;
}

const STARTED_BY: readonly StartedBy[] = ['mcp-client', 'terminal', 'desktop', 'service', 'other'];

/** Names of the processes of AI clients, as Linux cuts them at 15 characters. */
const CLIENTS =
  /^(?:claude|claude-desktop|cursor|windsurf|codex|gemini|zed|zed-editor|goose|opencode|amp|code|code-insiders|codium|kiro|lm-studio|copilot)$/i;
/** What clients put into the environment of what they start. */
const CLIENT_VARIABLES = [
  'CLAUDECODE',
  'CLAUDE_CODE_ENTRYPOINT',
  'CURSOR_TRACE_ID',
  'CODEX_SANDBOX',
  'GEMINI_CLI',
];

/**
 * How Signalbox came to be started, and what it was seen by. `SIGNALBOX_STARTED_BY` and `SIGNALBOX_ENV` go before all that
 * is seen. A terminal counts before what it was opened in: an editor's terminal has the editor among its ancestors.
 */
export function detectRuntime(evidence: StartEvidence): RuntimeFacts {
  const { startedBy, why } = named(evidence) ?? seen(evidence);
  const mode = modeOf(evidence.environment);
  return {
    started_by: startedBy,
    mode: mode.mode,
    why: [why, mode.why],
    defaults: { ...runtimeDefaults(startedBy, mode.mode) },
  };
}

function named({ environment }: StartEvidence): Verdict | null {
  const said = environment['SIGNALBOX_STARTED_BY']?.trim().toLowerCase();
  const startedBy = STARTED_BY.find((known) => known === said);
  return startedBy === undefined ? null : { startedBy, why: `SIGNALBOX_STARTED_BY is ${startedBy}` };
}

function seen({ shell, environment, isTerminal, ancestors, parentPid }: StartEvidence): Verdict {
  if (shell === 'desktop') return { startedBy: 'desktop', why: 'this is the desktop app' };
  if (isTerminal) return { startedBy: 'terminal', why: 'a terminal is attached' };
  const client = ancestors.find((name) => CLIENTS.test(name));
  if (client !== undefined) {
    return { startedBy: 'mcp-client', why: `no terminal is attached, and it descends from ${client}` };
  }
  const variable = CLIENT_VARIABLES.find((name) => Boolean(environment[name]));
  if (variable !== undefined) {
    return { startedBy: 'mcp-client', why: `no terminal is attached, and ${variable} is set` };
  }
  const service = serviceSign(environment, parentPid);
  if (service !== null) return { startedBy: 'service', why: `no terminal is attached, and ${service}` };
  return {
    startedBy: 'other',
    why: 'no terminal is attached, and neither a client nor a service manager is seen',
  };
}

function serviceSign(environment: StartEvidence['environment'], parentPid: number): string | null {
  if (environment['INVOCATION_ID']) return 'systemd started it (INVOCATION_ID is set)';
  if (environment['JOURNAL_STREAM']) return "its output goes to systemd's journal (JOURNAL_STREAM is set)";
  const launchd = environment['XPC_SERVICE_NAME'];
  if (launchd !== undefined && launchd !== '' && launchd !== '0') return `launchd started it as ${launchd}`;
  return parentPid === 1 ? 'its parent is the first process of the system' : null;
}

function modeOf(environment: StartEvidence['environment']): { mode: RuntimeFacts['mode']; why: string } {
  for (const name of ['SIGNALBOX_ENV', 'NODE_ENV']) {
    const said = environment[name]?.trim().toLowerCase();
    if (said === 'development' || said === 'production') return { mode: said, why: `${name} is ${said}` };
  }
  return { mode: 'production', why: 'neither SIGNALBOX_ENV nor NODE_ENV says development' };
}
