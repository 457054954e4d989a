import type { DependencyView } from '#contract/health.ts';
import type { ServerView } from '#contract/server.ts';
import type { DependencyCheck, ServerConfig } from '../../configuration/configuration.ts';
import type { Root } from '../look.ts';

/** Alerts that a server can have which explain the troubles of those that depend on it. */
const RULES = ['crash_loop', 'cannot_start', 'down', 'hung', 'critical_dependency'];
const NO_ROOTS: readonly Root[] = [];
const OFFLINE: Root = { server: null, rules: ['offline'], sentence: 'there is no network' };

export interface RootFacts {
  readonly configs: readonly ServerConfig[];
  readonly view: (server: string) => ServerView | null;
  readonly dependencies: readonly DependencyView[];
  readonly isOffline: boolean;
}

/** What outside a server explains what is wrong with it, the nearest first. */
export function rootsOf(config: ServerConfig, own: ServerView, facts: RootFacts): readonly Root[] {
  if (!facts.isOffline && config.dependsOn.length === 0 && config.checks.length === 0) return NO_ROOTS;
  const isCutOff = facts.isOffline && needsNetwork(config, own, facts.dependencies);
  return [...serverRoots(config, facts), ...(isCutOff ? [OFFLINE] : [])];
}

function serverRoots(config: ServerConfig, { configs, view }: RootFacts): Root[] {
  const roots: Root[] = [];
  const seen = new Set([config.name]);
  let next = neededBy(config).map((name) => ({ name, through: [] as readonly string[] }));
  while (next.length > 0) {
    const further: typeof next = [];
    for (const { name, through } of next) {
      const found = view(name);
      if (seen.has(name) || found === null) continue;
      seen.add(name);
      if (found.state === 'ready' && found.health !== 'unhealthy') continue;
      const way = through.length === 0 ? '' : ` through ${through.join(' and ')}`;
      const sentence = `${name}, which it depends on${way}, ${trouble(found)}`;
      roots.push({ server: name, rules: RULES, sentence });
      // It may only wait for what it needs in turn.
      const needed = configs.find((one) => one.name === name);
      if (needed === undefined) continue;
      further.push(...neededBy(needed).map((one) => ({ name: one, through: [...through, name] })));
    }
    next = further;
  }
  return roots;
}

function neededBy({ dependsOn, checks }: ServerConfig): string[] {
  const checked = checks.filter((check) => check.kind === 'server').map(({ server }) => server);
  return [...dependsOn, ...checked];
}

function trouble({ state, hung, problem }: ServerView): string {
  if (hung || problem?.code === 'hung') return 'does not answer';
  switch (state) {
    case 'crash-looping':
      return 'keeps going down';
    case 'failed':
      return 'can’t start';
    case 'ready':
      return 'is unhealthy';
    case 'stopped':
      return 'is stopped';
    case 'backing-off':
      return 'is down';
    case 'waiting':
    case 'starting':
    case 'stopping':
      return 'is not ready';
    default:
      return state satisfies never;
  }
}

/** Whether what is wrong with it may come from the network: it is reached over one, or something that it checks is. */
export function needsNetwork(
  { url, checks }: ServerConfig,
  { location }: Pick<ServerView, 'location'>,
  dependencies: readonly DependencyView[],
): boolean {
  if (location === 'remote' && url !== null && isElsewhere(new URL(url).hostname)) return true;
  // By name: what is looked at is shown without its secrets there, and so not to be read as a URL.
  const failing = new Set(
    dependencies.filter(({ status }) => status === 'unhealthy').map(({ name }) => name),
  );
  return checks.some((check) => failing.has(check.name) && isElsewhere(hostOf(check)));
}

function hostOf(check: DependencyCheck): string {
  if (check.kind === 'http') return new URL(check.url).hostname;
  return check.kind === 'tcp' ? check.host : '';
}

/** Whether reaching it needs a network. */
function isElsewhere(host: string): boolean {
  const name = host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  if (name === '' || name === 'localhost' || name.endsWith('.localhost')) return false;
  return !(name.startsWith('127.') || name === '::1' || name === '0.0.0.0');
}
