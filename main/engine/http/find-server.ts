import { ProblemError } from '#contract/problem.ts';
import type { ServerView } from '#contract/server.ts';
import type { Door } from './door.ts';

/** The server of that name. Throws `unknown-server`, which names those that are there. */
export function findServer(door: Door, name: string): ServerView {
  const { servers } = door.snapshot();
  const view = servers.find((server) => server.name === name);
  if (view !== undefined) return view;
  const names = servers.map((server) => server.name).join(', ');
  throw new ProblemError('unknown-server', `there is no server named ${name}; there are: ${names || 'none'}`);
}
