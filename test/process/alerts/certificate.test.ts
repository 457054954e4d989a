import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { readCertificate } from '#engine/alerts/gathered/watch-certificates.ts';
import { CERTIFICATE, PRIVATE_KEY } from '../delivery/harness/localhost-certificate.ts';

test('a server’s certificate is read over a connection on which nothing is sent', async () => {
  const received: Buffer[] = [];
  const server = createServer({ cert: CERTIFICATE, key: PRIVATE_KEY }, (socket) => {
    socket.on('data', (bytes) => received.push(bytes));
    socket.on('error', () => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  onTestFinished(() => void server.close());

  const endMs = await readCertificate(`https://localhost:${port}`, new AbortController().signal);
  expect(new Date(endMs).getUTCFullYear()).toBe(2126);
  expect(received).toEqual([]);

  const given = AbortSignal.abort();
  await expect(readCertificate(`https://127.0.0.1:${port}`, given)).rejects.toThrow('given up');
});
