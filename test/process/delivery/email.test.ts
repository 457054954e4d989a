import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterEach, expect, test } from 'vitest';
import { fakeNotification } from '../../fakes/notification.ts';
import { makeHome } from '../harness/home.ts';
import { until } from '../harness/until.ts';
import { CERTIFICATE } from './harness/localhost-certificate.ts';
import { openMailServer } from './harness/mail-server.ts';
import { email, openDelivery } from './harness/open-delivery.ts';

const known = getCACertificates('default');
afterEach(() => setDefaultCACertificates(known));

const send = async (...[settings]: Parameters<typeof email>) => {
  const { delivery } = await openDelivery(await makeHome(), [email(settings)]);
  return delivery;
};

test('a mail arrives over STARTTLS with its subject, its text and the id by which a client knows it, put off or not', async () => {
  setDefaultCACertificates([...known, CERTIFICATE]);
  const { port, mails } = await openMailServer({ password: 'sesame', tls: 'starttls', putsOff: 2 });
  const delivery = await send({ port, requireTls: true, user: 'ops', password: 'sesame' });
  delivery.send(fakeNotification({ incident: 7 }));
  await until('it was put off', () => delivery.deliveries()[0]?.error);
  expect(delivery.deliveries()[0]?.error).toContain('451');
  const mail = await until('it came', () => mails[0]);
  await until('it is done', () => delivery.deliveries()[0]?.state === 'sent');
  expect(mails).toHaveLength(1);
  expect(mail).toMatchObject({ user: 'ops', isEncrypted: true, to: ['ops@example.com'] });
  const id = delivery.deliveries()[0]?.id ?? '';
  expect(mail.raw).toContain('Subject: [error] github is down');
  expect(mail.raw).toContain(`Message-ID: <${id}@example.com>`);
  expect(mail.raw).toContain('References: <incident-7.signalbox@example.com>');
  expect(mail.raw).toContain('Auto-Submitted: auto-generated');
  expect(mail.raw).toContain('github exited with code 1.');
  expect(mail.raw).toContain('text/html');
});

test('a mail arrives where TLS is spoken from the first byte', async () => {
  setDefaultCACertificates([...known, CERTIFICATE]);
  const { port, mails } = await openMailServer({ tls: 'at-once' });
  const delivery = await send({ port, secure: true });
  expect(await delivery.test('mail')).toEqual({ ok: true, message: expect.stringContaining('taken for 1') });
  expect(mails[0]).toMatchObject({ isEncrypted: true });
  expect(mails[0]?.raw).toContain('Subject: [test] A test from Signalbox');
});

test('what is wrong with a mail server is said in words, and no password is in them', async () => {
  const { port } = await openMailServer({ password: 'sesame', tls: 'starttls' });
  const plain = await openMailServer();
  const message = async (...[settings]: Parameters<typeof email>) =>
    (await (await send(settings)).test('mail'))?.message;
  expect(await message({ port, user: 'ops', password: 'sesame' })).toContain(
    'its certificate is self-signed',
  );
  expect(await message({ port: plain.port, requireTls: true })).toContain('it does not offer STARTTLS');
  expect(await message({ port: plain.port, secure: true })).toContain('set "secure" to false');
  expect(await message({ port: 9 })).toContain('it refused the connection: nothing listens there');
  expect(await message({ port: plain.port, to: ['nobody@example.com'] })).toContain('550');
  setDefaultCACertificates([...known, CERTIFICATE]);
  const wrong = await message({ port, user: 'ops', password: 'opensaysme' });
  expect(wrong).toContain('it does not take the user and password');
  expect(wrong).not.toContain('opensaysme');
});
