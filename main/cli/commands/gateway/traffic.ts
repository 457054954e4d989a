import type { Command } from 'commander';
import type { MethodLatency, Traffic } from '#contract/traffic.ts';
import { type Context, engineOf } from '../../context.ts';
import type { EngineClient } from '../../engine-client.ts';
import { followTopic } from '../../follow-topic.ts';
import { formatTraffic } from '../../format/gateway/traffic.ts';

/** Cursor to the top left, and all below it gone (ECMA-48). */
const CLEAR_SCREEN = '\u001b[H\u001b[2J';

interface Options {
  readonly watch?: true;
  readonly json?: true;
}

export function addTraffic(program: Command, context: Context): void {
  program
    .command('traffic')
    .description('show who asks what of which server: flows, what is under way, the slowest tools')
    .option('-w, --watch', 'show it anew as it changes, until Ctrl+C')
    .option('--json', 'print {"clients","flows","in_flight","servers","latencies",…} for scripts')
    .addHelpText('after', "\nExample:\n  signalbox traffic --watch\n  signalbox traffic --json | jq '.flows'")
    .action((options: Options) => traffic(context, options));
}

async function traffic(context: Context, { watch, json }: Options): Promise<void> {
  const show = shower(context, json === true, watch === true);
  if (watch === true) return watchTraffic(context, show);
  const engine = await engineOf(context);
  show(await engine.call('traffic', {}), await latenciesOf(engine));
}

async function watchTraffic(context: Context, show: ReturnType<typeof shower>): Promise<void> {
  let latencies: readonly MethodLatency[] = [];
  let engine: EngineClient | null = null;
  let isAsking = false;
  await followTopic({
    topic: 'traffic',
    find: () => engineOf(context),
    signal: context.untilInterrupted(),
    async onConnected(found) {
      engine = found;
      latencies = await latenciesOf(found);
      show(await found.call('traffic', {}), latencies);
    },
    onMessage(message) {
      show(message, latencies);
      if (engine === null || isAsking) return;
      // For the next time; an engine that is lost meanwhile is told by the connection.
      isAsking = true;
      void latenciesOf(engine)
        .then(
          (fresh) => {
            latencies = fresh;
          },
          () => undefined,
        )
        .then(() => {
          isAsking = false;
        });
    },
    onLost: () => context.terminal.note('The connection to the engine was lost; trying again.'),
  });
}

async function latenciesOf(engine: EngineClient): Promise<MethodLatency[]> {
  return (await engine.call('latencies', {})).latencies;
}

/** With `--watch` JSON is one line each time; a terminal is cleared before each time. */
function shower({ terminal, now }: Context, json: boolean, watch: boolean) {
  return (message: Traffic, latencies: readonly MethodLatency[]): void => {
    if (json) {
      terminal.print(JSON.stringify({ ...message, latencies }, null, watch ? undefined : 2));
      return;
    }
    const lines = formatTraffic(message, latencies, now(), terminal.color);
    if (watch) terminal.print(terminal.color ? CLEAR_SCREEN : '');
    for (const line of lines) terminal.print(line);
  };
}
