import type { Clock } from '../ports.ts';
import type { Processes } from '../process/process.ts';
import type { State } from '../state/state.ts';
import type { Event, Life } from './life.ts';
import { recordStep } from './lifecycle-record.ts';
import type { SupervisedServer } from './supervised-server.ts';

/** What the history says of a server that was taken over instead of started. */
const ADOPTED = {
  code: 'adopted',
  reason: 'it had outlived an earlier Signalbox, answered, and was taken over',
};

/** Writes into the history what servers went through. */
export interface HistoryNotes {
  step(server: SupervisedServer, before: Life, event: Event): void;
  /** An engine that was killed could not write how its servers ended: to be called once for each. */
  abruptEnd(server: string): void;
}

export function createHistoryNotes(context: {
  readonly clock: Clock;
  readonly processes: Pick<Processes, 'survivors'>;
  readonly state: Pick<State, 'lifecycle'>;
}): HistoryNotes {
  const { clock, processes, state } = context;
  return {
    step(server, before, event) {
      const step = recordStep(before, event, server.life, clock.monotonic());
      if (step === null) return;
      state.lifecycle.add({
        ...step,
        ...(event.kind === 'handshake-done' && server.run?.adopted === true ? ADOPTED : {}),
        at: new Date(clock.now()).toISOString(),
        server: server.config.name,
        instance: server.instance,
        run: server.life.memory.run,
        pid: server.run?.pid ?? null,
      });
    },
    abruptEnd(server) {
      const [last] = state.lifecycle.page({ server, limit: 1 });
      if (last === undefined || last.to === 'stopped') return;
      const survives = processes.survivors().some((one) => one.server === server);
      state.lifecycle.add({
        at: new Date(clock.now()).toISOString(),
        server,
        instance: last.instance,
        run: last.run,
        from: last.to,
        to: 'stopped',
        code: 'engine-ended',
        reason: survives
          ? 'Signalbox ended without stopping it, and it runs on'
          : 'Signalbox ended without stopping it; what was left of it has been ended',
        pid: last.pid,
        exit_code: null,
        signal: null,
        next_start_ms: null,
      });
    },
  };
}
