import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { createSocketLooks, inodesIn } from '../../../../main/engine/process/proc/sockets.ts';

const TABLE = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 8231 1 0000000000000000 100 0 0 10 0
   1: 0100007F:1F90 0100007F:A2C4 06 00000000:00000000 03:00000F3A 00000000     0        0 0 3 0000000000000000
`;

it('reads the inodes of a table, and leaves out sockets that nobody has any more', () => {
  expect(inodesIn(TABLE)).toEqual(['8231']);
  expect(inodesIn('')).toEqual([]);
});

it.runIf(process.platform === 'linux')('counts connections of a process from look to look', async () => {
  const look = createSocketLooks();
  const count = async (atMs: number) => (await look(atMs).countOf(process.pid)) ?? Number.NaN;
  const before = await count(0);
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  expect(await count(60_000)).toBe(before + 1);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it does not listen on a port');
  const accepted = once(server, 'connection');
  const client = connect(address.port, '127.0.0.1');
  const [socket] = (await accepted) as [Socket];
  expect(await count(120_000)).toBe(before + 3);
  expect(await count(180_000)).toBe(before + 3);
  client.destroy();
  socket.destroy();
  await Promise.all([once(client, 'close'), once(socket, 'close')]);
  expect(await count(240_000)).toBe(before + 1);
  expect(await look(0).countOf(2 ** 22 + 1)).toBeNull();
});

it.runIf(process.platform === 'linux')(
  'gives way to other work while it looks at many open files',
  async () => {
    const handles = Array.from({ length: 600 }, () => openSync('/dev/null', 'r'));
    onTestFinished(() =>
      handles.forEach((handle) => {
        closeSync(handle);
      }),
    );
    let rests = 0;
    await createSocketLooks()(0).countOf(process.pid, async () => {
      rests += 1;
    });
    expect(rests).toBeGreaterThanOrEqual(2);
  },
);
