import type { ChannelSettings } from '../../configuration/configuration.ts';
import { type Attempt, failed, type Means, type Message, sayMs } from './attempt.ts';

type CommandSettings = Extract<ChannelSettings, { readonly type: 'command' }>;

/** Its output is of no use to anybody: only the end of its complaint is told. */
const MOST_OUTPUT_BYTES = 64 * 1024;
const TOLD_CHARS = 200;

/** Runs it with the notification as JSON on its stdin, and what is said most in its environment. */
export async function sendCommand(
  { command, args, timeoutMs }: CommandSettings,
  { notification }: Message,
  { run, host }: Means,
  signal: AbortSignal,
): Promise<Attempt> {
  const { title, body, severity, servers, kind } = notification;
  const outcome = await run(
    {
      command,
      args,
      env: {
        SIGNALBOX_NOTIFICATION_ID: notification.id,
        SIGNALBOX_ALERT_KIND: kind,
        SIGNALBOX_ALERT_SEVERITY: severity,
        SIGNALBOX_ALERT_SERVER: servers.join(','),
        SIGNALBOX_ALERT_TITLE: title,
        SIGNALBOX_ALERT_BODY: body,
      },
      input: `${JSON.stringify({ ...notification, host })}\n`,
      cwd: null,
      timeoutMs,
      maxBytes: MOST_OUTPUT_BYTES,
    },
    signal,
  );
  switch (outcome.kind) {
    case 'exited': {
      if (outcome.code === 0) return { kind: 'accepted', message: `ended well in ${sayMs(outcome.ranMs)}` };
      const how = outcome.code === null ? `was ended by ${outcome.signal}` : `exited with ${outcome.code}`;
      const said = outcome.stderrTail.trim().slice(-TOLD_CHARS);
      return failed(`${command} ${how}${said === '' ? '' : `: ${said}`}`);
    }
    case 'timeout':
      return failed(`${command} did not end within ${sayMs(timeoutMs)}, and was ended`);
    case 'too-much-output':
      return failed(`${command} printed more than ${MOST_OUTPUT_BYTES / 1024} KiB, and was ended`);
    case 'not-started':
      return outcome.isPassing ? failed(outcome.reason) : { kind: 'refused', error: outcome.reason };
    default:
      return outcome satisfies never;
  }
}
