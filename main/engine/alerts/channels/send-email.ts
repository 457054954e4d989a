import type { ChannelSettings } from '../../configuration/configuration.ts';
import { within } from '../../process/process.ts';
import { htmlMail } from '../formats/html-mail.ts';
import { cut, kindWord } from '../formats/wording.ts';
import { type Attempt, failed, type Means, type Message, sayMs } from './attempt.ts';
import { explainNetwork } from './explain-network.ts';

type EmailSettings = Extract<ChannelSettings, { readonly type: 'email' }>;

const MOST_SUBJECT_CHARS = 200;

/**
 * Sends one mail over a connection of its own. Its Message-ID is made from the delivery's id, so that a mail client shows
 * one that came twice only once. A server that offers STARTTLS is spoken to with it; its certificate is checked.
 */
export async function sendEmail(
  settings: EmailSettings,
  message: Message,
  { clock, host }: Means,
  signal: AbortSignal,
): Promise<Attempt> {
  // 4 MB of heap, and 16 MB of memory, which few need (measured).
  const { createTransport } = await import('nodemailer');
  const { user, password, timeoutMs, to, from } = settings;
  const transport = createTransport({
    host: settings.host,
    port: settings.port,
    secure: settings.secure,
    requireTLS: settings.requireTls,
    ...(user === null ? {} : { auth: { user, pass: password ?? '' } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const close = () => transport.close();
  signal.addEventListener('abort', close);
  const startedMs = clock.monotonic();
  const sent = transport.sendMail({ from, to: [...to], ...mailOf(message, from, host) });
  try {
    if (!(await within(clock, timeoutMs, sent))) {
      // What it comes to after all is of no concern any more.
      sent.catch(() => {});
      return failed(`it was not done within ${sayMs(timeoutMs)}`);
    }
    const { accepted, rejected } = await sent;
    const took = sayMs(clock.monotonic() - startedMs);
    const missing = rejected.map(String).join(', ');
    const without = missing === '' ? '' : `; it refused ${missing}`;
    return { kind: 'accepted', message: `taken for ${accepted.length} in ${took}${without}` };
  } catch (error) {
    return explain(error, settings);
  } finally {
    signal.removeEventListener('abort', close);
    transport.close();
  }
}

function mailOf({ id, notification }: Message, from: string, host: string) {
  const { kind, severity, title, body, incident } = notification;
  const domain = /@([\w.-]+)>?\s*$/.exec(from)?.[1] ?? 'signalbox.invalid';
  return {
    subject: cut(`[${kindWord(kind, severity)}] ${title}`, MOST_SUBJECT_CHARS),
    text: `${body === '' ? title : body}\n\n-- \nSignalbox on ${host}\n`,
    html: htmlMail(notification, host),
    messageId: `<${id}@${domain}>`,
    // Mails about one incident make one thread.
    ...(incident === null ? {} : { references: `<incident-${incident}.signalbox@${domain}>` }),
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Signalbox-Delivery': id },
  };
}

function explain(error: unknown, { host, port, secure, user }: EmailSettings): Attempt {
  const at = `${host}:${port}`;
  const facts = typeof error === 'object' && error !== null ? error : {};
  const code = 'code' in facts && typeof facts.code === 'string' ? facts.code : '';
  const status =
    'responseCode' in facts && typeof facts.responseCode === 'number' ? facts.responseCode : null;
  const said = 'response' in facts && typeof facts.response === 'string' ? facts.response.slice(0, 200) : '';
  if (code === 'EAUTH') {
    const why = user === null ? 'it wants a user and a password' : 'it does not take the user and password';
    const error = `${at}: ${why}${said === '' ? '' : ` (${said})`}`;
    // Trying a wrong password again and again gets an account locked.
    return status !== null && status < 500 ? failed(error) : { kind: 'refused', error };
  }
  if (code === 'ETLS') {
    return { kind: 'refused', error: `${at}: it does not offer STARTTLS, and "requireTls" insists on it` };
  }
  if (status !== null && status >= 500) return { kind: 'refused', error: `${at}: it said ${said}` };
  if (status !== null) return failed(`${at}: it said ${said}`);
  const words = explainNetwork(error);
  const isWrongTls = secure && /wrong version number|packet length/i.test(words);
  return failed(
    isWrongTls
      ? `${at}: it does not speak TLS from the first byte: set "secure" to false`
      : `${at}: ${words}`,
  );
}
