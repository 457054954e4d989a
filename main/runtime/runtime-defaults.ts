import type { RuntimeFacts } from '#contract/runtime-facts.ts';

type Defaults = Readonly<Record<string, unknown>>;

/** Whoever reads a journal reads it with a program; whoever is asked by a client alone looks at no chart. */
const BY_START: Readonly<Record<RuntimeFacts['started_by'], Defaults>> = {
  service: { 'logging.format': 'json' },
  'mcp-client': { 'monitoring.idleInterval': '10s' },
  terminal: {},
  desktop: {},
  other: {},
};

const BY_MODE: Readonly<Record<RuntimeFacts['mode'], Defaults>> = {
  development: { 'monitoring.profiling': true, 'monitoring.idleInterval': '2s' },
  production: {},
};

/** The defaults that are other than the documented ones, by dotted key; docs/configuration.md has the table. */
export function runtimeDefaults(startedBy: RuntimeFacts['started_by'], mode: RuntimeFacts['mode']): Defaults {
  return { ...BY_START[startedBy], ...BY_MODE[mode] };
}
