import type { ClientIdentity, ServerReply } from '../../mcp/mcp.ts';
import type { Caller, ReplyStream, RpcNotification, Scope } from '../core.ts';
import type { RateLimit } from '../guard/rate-limit.ts';
import type { Call } from './call.ts';
import { localError } from './local-error.ts';

/** Who asks: a session of the legacy era, or a caller of the modern one. */
export interface Client {
  readonly id: string;
  /** As it calls itself; the same for all sessions of one program. */
  readonly name: string;
  readonly caller: Caller;
  /** What it is attached to. */
  readonly scope: Scope;
  readonly era: 'legacy' | 'modern';
  readonly protocolVersion: string;
  readonly identity: ClientIdentity;
  readonly rate: RateLimit;
  /** Of what it asked for and has not got. */
  readonly calls: Set<Call>;
  /** It listens, has something in flight, or was here a moment ago: what a server asks may be meant for it. */
  readonly isAttached: boolean;
  /** It left, or was sent away: nothing is begun for it any more. */
  readonly isGone: boolean;
  /** The least severe log message that it wants; null where it did not say. */
  readonly logLevel: string | null;
  /**
   * Carries a server's request to it, over the stream of the call that it belongs to where that is known. Never
   * rejects.
   */
  ask(
    method: string,
    params: Readonly<Record<string, unknown>>,
    reply: ReplyStream | null,
    signal: AbortSignal,
  ): Promise<ServerReply>;
  /** Tells it what belongs to no request of its own. */
  tell(notification: RpcNotification): void;
  /** Counts. */
  noteRequest(): void;
  noteError(): void;
}

/** Whether the client said that it can answer such a request. */
export function canAnswer({ identity }: Pick<Client, 'identity'>, method: string): boolean {
  const { capabilities } = identity;
  switch (method) {
    case 'sampling/createMessage':
      return capabilities['sampling'] !== undefined;
    case 'elicitation/create':
      return capabilities['elicitation'] !== undefined;
    case 'roots/list':
      return capabilities['roots'] !== undefined;
    default:
      // Tasks of the client's side and what later revisions bring.
      return true;
  }
}

/** What a server hears that asks a client all the same. */
export async function cantAnswer({ name }: Client, method: string): Promise<ServerReply> {
  const message = `${name} can't answer ${method}: it did not offer that when it connected`;
  return { error: localError('not-supported-by-client', message) };
}
