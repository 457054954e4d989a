import type { RequestErrorClass, RequestFilter, RequestRecord } from '#contract/traffic.ts';

/** Which of the last requests the reader asked for. Empty texts and null mean: all. */
export interface RequestChoice {
  readonly client: string;
  readonly server: string;
  readonly method: string;
  /** Part of the tool's name or the URI. */
  readonly target: string;
  readonly onlyFailed: boolean;
  readonly errorClass: RequestErrorClass | null;
  /** 0 means all. */
  readonly slowerThanMs: number;
}

export const ALL_REQUESTS: RequestChoice = {
  client: '',
  server: '',
  method: '',
  target: '',
  onlyFailed: false,
  errorClass: null,
  slowerThanMs: 0,
};

/** What the engine is asked for a choice. */
export function filterOfChoice(choice: RequestChoice, limit: number): RequestFilter {
  const { client, server, method, target, onlyFailed, errorClass, slowerThanMs } = choice;
  return {
    limit,
    ...(client === '' ? {} : { client }),
    ...(server === '' ? {} : { server }),
    ...(method === '' ? {} : { method }),
    ...(target === '' ? {} : { target }),
    ...(onlyFailed ? { failed: true } : {}),
    ...(errorClass === null ? {} : { class: errorClass }),
    ...(slowerThanMs === 0 ? {} : { min_ms: slowerThanMs }),
  };
}

/** Whether a request that was told live belongs to a choice, as the engine would judge. */
export function meetsChoice(record: RequestRecord, choice: RequestChoice): boolean {
  const { client, server, method, target, onlyFailed, errorClass, slowerThanMs } = choice;
  return (
    (client === '' || record.client === client) &&
    (server === '' || record.server === server) &&
    (method === '' || record.method === method) &&
    (target === '' || record.target?.toLowerCase().includes(target.toLowerCase()) === true) &&
    (!onlyFailed || record.error !== null) &&
    (errorClass === null || record.error?.class === errorClass) &&
    record.ms >= slowerThanMs
  );
}
