import { createHmac } from 'node:crypto';
import type { Notification } from '../notification.ts';
import { fillTemplate } from './template.ts';

/** The notification as it stands, or what the template makes of it. */
export function webhookBody(notification: Notification, template: unknown, host: string): string {
  const whole = { ...notification, host };
  if (template === null || template === undefined) return JSON.stringify(whole);
  const server = notification.servers.length === 0 ? null : notification.servers.join(', ');
  return JSON.stringify(fillTemplate(template, { ...whole, server }));
}

/** By which a receiver knows that it comes from here and is not an old one: `t=<seconds>,v1=<hex>`, over "<seconds>.<body>". */
export function signBody(body: string, secret: string, nowMs: number): string {
  const seconds = Math.floor(nowMs / 1000);
  const signature = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${signature}`;
}

/** Both names are read by receivers: the first is the usual one, the second can't be meant for anybody else. */
export function deliveryHeaders(id: string): Record<string, string> {
  return { 'idempotency-key': id, 'x-signalbox-delivery': id };
}
