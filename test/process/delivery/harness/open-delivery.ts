import { mkdir } from 'node:fs/promises';
import { onTestFinished } from 'vitest';
import { createDelivery, type Delivery, type DeliveryOptions } from '#engine/alerts/delivery/delivery.ts';
import type { ChannelSettings } from '#engine/configuration/configuration.ts';
import { silentNotifier } from '#engine/ports.ts';
import { openState } from '#engine/state/state.ts';
import { scaledClock } from '../../../fakes/scaled-clock.ts';
import type { Home } from '../../harness/home.ts';

/** Waits of seconds between tries are tenths of that here; receivers are as fast as ever. */
const FACTOR = 10;
/** In the time of that clock: 30 s on a busy machine. */
export const PATIENT_MS = 30_000 * FACTOR;

export interface OpenDelivery {
  readonly delivery: Delivery;
  readonly dead: { readonly channel: string; readonly title: string; readonly why: string }[];
  /** As the end of an engine; the home can be opened again then. */
  close(): Promise<void>;
}

/** Delivery on the database of a home, as an engine opens it. */
export async function openDelivery(
  home: Home,
  channels: readonly ChannelSettings[],
  more: Partial<DeliveryOptions> = {},
): Promise<OpenDelivery> {
  await mkdir(home.places.state, { recursive: true });
  const clock = scaledClock(FACTOR);
  const state = openState(home.places.databaseFile, clock);
  const dead: OpenDelivery['dead'] = [];
  const delivery = createDelivery({
    clock,
    random: () => 0.5,
    channels: () => channels,
    shelves: state.shelves,
    run: () => Promise.reject(new Error('no command is run here')),
    notifier: silentNotifier,
    link: () => null,
    onNative: () => {},
    onChange: () => {},
    onDead: (channel, title, why) => dead.push({ channel, title, why }),
    ...more,
  });
  delivery.settingsChanged();
  let isOpen = true;
  const close = async () => {
    if (!isOpen) return;
    isOpen = false;
    await delivery.close();
    state.close();
  };
  onTestFinished(close);
  return { delivery, dead, close };
}

const COMMON = { enabled: true, fromSeverity: 'warning', resolved: true, summary: false } as const;

export function webhook(
  url: string,
  but: Partial<Extract<ChannelSettings, { readonly type: 'webhook' }>> = {},
): ChannelSettings {
  return {
    ...COMMON,
    name: 'ops',
    type: 'webhook',
    url,
    headers: {},
    secret: null,
    template: null,
    timeoutMs: PATIENT_MS,
    ...but,
  };
}

export function email(but: Partial<Extract<ChannelSettings, { readonly type: 'email' }>>): ChannelSettings {
  return {
    ...COMMON,
    name: 'mail',
    type: 'email',
    host: '127.0.0.1',
    port: 25,
    secure: false,
    requireTls: false,
    user: null,
    password: null,
    from: 'Signalbox <signalbox@example.com>',
    to: ['ops@example.com'],
    timeoutMs: PATIENT_MS,
    ...but,
  };
}

export function alertmanager(url: string): ChannelSettings {
  return {
    ...COMMON,
    name: 'am',
    type: 'alertmanager',
    url,
    headers: {},
    labels: { team: 'tools' },
    timeoutMs: PATIENT_MS,
  };
}
