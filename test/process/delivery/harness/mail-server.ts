import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import { onTestFinished } from 'vitest';
import { CERTIFICATE, PRIVATE_KEY } from './localhost-certificate.ts';

export interface Mail {
  readonly user: string | null;
  readonly isEncrypted: boolean;
  readonly to: readonly string[];
  /** As it came: header and body. */
  readonly raw: string;
}

interface MailServerOptions {
  /** Whoever has no such password may not send. */
  readonly password?: string;
  readonly tls?: 'none' | 'starttls' | 'at-once';
  /** The next mails are put off with 451, as a busy server does. */
  readonly putsOff?: number;
}

/** A real SMTP server. It refuses mail for nobody@example.com. */
export async function openMailServer({ password, tls = 'none', putsOff = 0 }: MailServerOptions = {}) {
  const mails: Mail[] = [];
  let left = putsOff;
  const server = new SMTPServer({
    secure: tls === 'at-once',
    key: PRIVATE_KEY,
    cert: CERTIFICATE,
    authOptional: password === undefined,
    disabledCommands: [...(tls === 'none' ? ['STARTTLS'] : []), ...(password === undefined ? ['AUTH'] : [])],
    allowInsecureAuth: true,
    onAuth(auth, _, callback) {
      if (auth.password === password) callback(null, { user: auth.username });
      else callback(new Error('wrong password'));
    },
    onRcptTo({ address }, _, callback) {
      const isNobody = address === 'nobody@example.com';
      callback(isNobody ? Object.assign(new Error('no such mailbox'), { responseCode: 550 }) : null);
    },
    onData(stream, session, callback) {
      void text(stream).then((raw) => {
        if (left > 0) {
          left -= 1;
          callback(Object.assign(new Error('come back later'), { responseCode: 451 }));
          return;
        }
        mails.push({
          user: typeof session.user === 'string' ? session.user : null,
          isEncrypted: session.secure,
          to: session.envelope.rcptTo.map(({ address }) => address),
          raw,
        });
        callback();
      });
    },
  });
  // A client that hangs up at a certificate is an error of the server's connection.
  server.on('error', () => {});
  const listener = server.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const address = listener.address();
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return { port: address.port, mails };
}
