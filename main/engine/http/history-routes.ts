import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { HistoryFilter, LifecycleEvent } from '#contract/history.ts';
import { HISTORY_CSV_HEADER, historyCsvLine } from '#contract/history-csv.ts';
import { ProblemError } from '#contract/problem.ts';
import type { Door } from './door.ts';

type Query = Readonly<Partial<Record<'server' | 'before' | 'limit' | 'format', string>>>;

/** A download is read from the database in pages of this many, so that no call holds the engine up for long. */
const PAGE_EVENTS = 500;

/**
 * Why each server started, stopped and went down, newest first: a page as JSON, or with `?format=csv` or `ndjson` all
 * of it as a file. `limit` and `before` hold for both.
 */
export function addHistoryRoutes(server: FastifyInstance, door: Door): void {
  server.get<{ Querystring: Query }>('/history', ({ query }, reply) =>
    answer(door, query, query.server, reply),
  );
  server.get<{ Params: { name: string }; Querystring: Query }>(
    '/servers/:name/history',
    ({ params, query }, reply) => answer(door, query, params.name, reply),
  );
}

async function answer(
  door: Door,
  { before, limit, format = 'json' }: Query,
  server: string | undefined,
  reply: FastifyReply,
): Promise<unknown> {
  const filter: HistoryFilter = {
    ...(server === undefined ? {} : { server }),
    ...(before === undefined ? {} : { before: Number(before) }),
    ...(limit === undefined ? {} : { limit: Number(limit) }),
  };
  if (format === 'json') return door.call('history', filter);
  const form = DOWNLOADS.get(format);
  if (form === undefined) {
    const known = ['json', ...DOWNLOADS.keys()].join(', ');
    throw new ProblemError('bad-input', `there is no format ${format}; there are: ${known}`);
  }
  // Before the first byte, so that a refusal still has its status.
  const first = await page(door, filter, filter.limit);
  const name = ['signalbox-history', server?.replaceAll(/[^\w.-]/g, '_')].filter(Boolean).join('-');
  reply.type(form.type).header('content-disposition', `attachment; filename="${name}.${format}"`);
  return reply.send(Readable.from(lines(door, form, filter, first)));
}

interface Download {
  readonly type: string;
  readonly header: string;
  readonly line: (event: LifecycleEvent) => string;
}

const DOWNLOADS: ReadonlyMap<string, Download> = new Map([
  [
    'csv',
    { type: 'text/csv; charset=utf-8; header=present', header: HISTORY_CSV_HEADER, line: historyCsvLine },
  ],
  [
    'ndjson',
    {
      type: 'application/x-ndjson',
      header: '',
      line: (event: LifecycleEvent) => `${JSON.stringify(event)}\n`,
    },
  ],
]);

/** One chunk for each page; the reader's pace sets when the next one is read. */
async function* lines(
  door: Door,
  { header, line }: Download,
  filter: HistoryFilter,
  first: LifecycleEvent[],
): AsyncGenerator<string> {
  let left = filter.limit ?? Number.POSITIVE_INFINITY;
  let events = first;
  yield header + events.map(line).join('');
  for (;;) {
    left -= events.length;
    const last = events.at(-1);
    if (last === undefined || left <= 0) return;
    events = await page(door, { ...filter, before: last.id }, left);
    if (events.length > 0) yield events.map(line).join('');
  }
}

async function page(door: Door, filter: HistoryFilter, left: number | undefined): Promise<LifecycleEvent[]> {
  const limit = Math.min(PAGE_EVENTS, left ?? PAGE_EVENTS);
  return (await door.call('history', { ...filter, limit })).events;
}
