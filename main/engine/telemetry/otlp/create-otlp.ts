import type { OtlpSettings } from '../../configuration/configuration.ts';
import type { Clock } from '../../ports.ts';
import type { TakeSnapshot } from '../families/snapshot.ts';
import type { TrafficLog } from '../traffic/traffic-log.ts';
import type { OtlpSender } from './otlp-sender.ts';

export type { OtlpSettings };

export interface OtlpOptions {
  readonly clock: Clock;
  readonly version: string;
  /** Null sends nothing. */
  readonly settings: () => OtlpSettings | null;
  readonly snapshot: TakeSnapshot;
  readonly traffic: Pick<TrafficLog, 'traced'>;
  /** Told once for a time in which it fails. */
  readonly onFault: (text: string) => void;
}

/** Sends figures and traces to a collector of OpenTelemetry, where one is configured. */
export interface Otlp {
  /** The settings may have changed. */
  look(): void;
  /** Requests whose traces did not arrive, since the collector was configured. */
  readonly dropped: number;
  /** Sends what there is; takes 2 s at most. */
  close(): Promise<void>;
}

/** The packages of OpenTelemetry cost 30 MB (measured) and are loaded with the first settings. */
export function createOtlp(options: OtlpOptions): Otlp {
  let key = 'null';
  let sender: OtlpSender | null = null;
  let changing: Promise<void> = Promise.resolve();
  let isClosed = false;

  async function change(settings: OtlpSettings | null): Promise<void> {
    const old = sender;
    sender = null;
    await old?.close();
    if (settings === null) return;
    const { OtlpSender: Sender } = await import('./otlp-sender.ts');
    // Closed, or changed once more, while it was loaded.
    if (!isClosed && JSON.stringify(settings) === key) sender = new Sender(options, settings);
  }

  const otlp: Otlp = {
    look() {
      const settings = options.settings();
      const now = JSON.stringify(settings);
      if (now === key || isClosed) return;
      key = now;
      changing = changing
        .then(() => change(settings))
        .catch((error: unknown) => options.onFault(`OpenTelemetry can't be set up: ${String(error)}`));
    },
    get dropped() {
      return sender?.dropped ?? 0;
    },
    async close() {
      isClosed = true;
      await changing;
      await sender?.close();
    },
  };
  otlp.look();
  return otlp;
}
