import type { LifecycleEvent, ProcessView } from '#contract/history.ts';
import type { ServerDetail } from '#contract/server-detail.ts';
import { fakeUsage } from '../../fakes/usage.ts';
import { AT, serverView } from './made-up.ts';

export function event(id: number, part: Partial<LifecycleEvent> = {}): LifecycleEvent {
  return {
    id,
    at: new Date(Date.parse(AT) + id * 1000).toISOString(),
    server: 'memory',
    instance: 1,
    run: 1,
    from: 'starting',
    to: 'ready',
    code: 'ready',
    reason: `reason ${id}`,
    pid: null,
    exit_code: null,
    signal: null,
    next_start_ms: null,
    ...part,
  };
}

export function processView(pid: number, ppid: number, part: Partial<ProcessView> = {}): ProcessView {
  return {
    server: 'memory',
    instance: 1,
    pid,
    ppid,
    command: `program ${pid}`,
    root: false,
    started_at: AT,
    ended_at: null,
    exit_code: null,
    signal: null,
    ...fakeUsage(),
    status: null,
    executable: null,
    working_folder: null,
    children: 0,
    ...part,
  };
}

export function detail(part: Partial<ServerDetail> = {}): ServerDetail {
  return {
    server: serverView(),
    environment: [],
    working_folder: null,
    processes: [],
    events: [],
    settings: {},
    ...part,
  };
}

/** Ids from `newest` down to `oldest`. */
export function eventsDown(newest: number, oldest: number): LifecycleEvent[] {
  return Array.from({ length: newest - oldest + 1 }, (_, index) => event(newest - index));
}
