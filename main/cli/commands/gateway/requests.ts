import { type Command, InvalidArgumentError } from 'commander';
import type { RequestFilter, RequestRecord } from '#contract/traffic.ts';
import { type Context, engineOf } from '../../context.ts';
import { followTopic } from '../../follow-topic.ts';
import { formatRequest } from '../../format/gateway/request-line.ts';
import { readSpanMs } from '../../read-span.ts';

const DEFAULT_REQUESTS = 50;
/** The engine answers no more at once. */
const MOST_REQUESTS = 5_000;

interface Options {
  readonly server?: string;
  readonly client?: string;
  readonly tool?: string;
  readonly failed?: true;
  readonly slower?: number;
  readonly limit?: number;
  readonly follow?: true;
  readonly json?: true;
}

export function addRequests(program: Command, context: Context): void {
  program
    .command('requests')
    .description('show the last requests that went through the gateway, oldest first')
    .option('--server <name>', 'only those to this server')
    .option('--client <name>', 'only those of this client')
    .option('--tool <part>', 'only those whose tool, prompt or resource has this in its name')
    .option('--failed', 'only those that failed')
    .option('--slower <span>', 'only those that took longer, such as 500ms', readSlower)
    .option(
      '-n, --limit <count>',
      `the newest so many, at most ${MOST_REQUESTS} (${DEFAULT_REQUESTS})`,
      readCount,
    )
    .option('-f, --follow', 'go on with new ones until Ctrl+C')
    .option('--json', 'one JSON object a line')
    .addHelpText('after', '\nExample:\n  signalbox requests --server github --failed -f')
    .action((options: Options) => requests(context, options));
}

async function requests(context: Context, options: Options): Promise<void> {
  const filter = filterOf(options);
  const print = (records: readonly RequestRecord[]): void => {
    for (const record of records) {
      const line =
        options.json === true ? JSON.stringify(record) : formatRequest(record, context.terminal.color);
      context.terminal.print(line);
    }
  };
  if (options.follow === true) return followRequests(context, filter, print);
  const page = await (await engineOf(context)).call('requests', filter);
  print(page.requests.toReversed());
  if (options.limit === undefined && page.matched > page.requests.length) {
    context.terminal.note(`The newest ${page.requests.length} of ${page.matched}; -n shows more.`);
  }
}

/** Shows the last ones, then each new one once. What came while the connection was lost is asked for again. */
async function followRequests(
  context: Context,
  filter: RequestFilter,
  print: (records: readonly RequestRecord[]) => void,
): Promise<void> {
  let last: { readonly startedAt: string; readonly seq: number } | null = null;
  let startedAt = '';
  const show = (records: readonly RequestRecord[]): void => {
    const after = last?.seq ?? 0;
    const fresh = records.filter(({ seq }) => seq > after);
    last = { startedAt, seq: Math.max(after, ...fresh.map(({ seq }) => seq)) };
    print(fresh);
  };
  await followTopic({
    topic: 'requests',
    find: () => engineOf(context),
    signal: context.untilInterrupted(),
    async onConnected(engine) {
      if (last !== null) context.terminal.note('Connected again.');
      startedAt = engine.runtime.started_at;
      // Another engine counts from one.
      if (last?.startedAt !== startedAt) last = last === null ? null : { startedAt, seq: 0 };
      const missed = last === null ? filter : { ...filter, after: last.seq, limit: MOST_REQUESTS };
      show((await engine.call('requests', missed)).requests.toReversed());
    },
    onMessage: (records) => show(records.filter((record) => belongs(record, filter))),
    onLost: () => context.terminal.note('The connection to the engine was lost; trying again.'),
  });
}

function filterOf({
  server,
  client,
  tool,
  failed,
  slower,
  limit = DEFAULT_REQUESTS,
}: Options): RequestFilter {
  return {
    ...(server === undefined ? {} : { server }),
    ...(client === undefined ? {} : { client }),
    ...(tool === undefined ? {} : { target: tool }),
    ...(failed === undefined ? {} : { failed }),
    ...(slower === undefined ? {} : { min_ms: slower }),
    limit,
  };
}

/** As the engine judges what it is asked for. */
function belongs(record: RequestRecord, { server, client, target, failed, min_ms }: RequestFilter): boolean {
  return (
    (server === undefined || record.server === server) &&
    (client === undefined || record.client === client) &&
    (target === undefined || (record.target ?? '').toLowerCase().includes(target.toLowerCase())) &&
    (failed === undefined || (record.error !== null) === failed) &&
    (min_ms === undefined || record.ms > min_ms)
  );
}

function readSlower(text: string): number {
  const ms = readSpanMs(text);
  if (ms !== null) return ms;
  throw new InvalidArgumentError('It takes a span, such as 500ms or 2s.');
}

function readCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= MOST_REQUESTS) return count;
  throw new InvalidArgumentError(`It takes a whole number from 1 to ${MOST_REQUESTS}.`);
}
