import type { Overview } from '#contract/overview.ts';
import type { ServerView } from '#contract/server.ts';
import { fakeServerView } from '../../fakes/server-view.ts';

/** A healthy running server; a test says what is different. */
export function serverView(name: string, different: Partial<ServerView> = {}): ServerView {
  return fakeServerView(name, { command: 'node server.js', ...different });
}

export function overview(different: Partial<Overview> = {}): Overview {
  return {
    lamp: 'ok',
    status: 'healthy',
    sentence: 'All clear',
    detail: '2 healthy',
    attention: [],
    total: 2,
    ready: 2,
    cpu_percent: 0,
    memory_bytes: 1,
    processes: 2,
    ...different,
  };
}
