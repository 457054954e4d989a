import { expect, it } from 'vitest';
import { parseLsof, parseNetstat, parseProcNet } from '../../../../main/engine/process/ports/listeners.ts';

const HEAD =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
const TAIL = '00000000:00000000 00:00000000 00000000     0        0';

it('finds listening sockets in /proc/net/tcp, and neither those that are closing nor those of other ports', () => {
  const table = `${HEAD}   0: 0100007F:0BB9 00000000:0000 0A ${TAIL} 4711 1 0000000000000000 100 0 0 10 0
   1: 00000000:0BB9 00000000:0000 0A ${TAIL} 4712 1 0000000000000000 100 0 0 10 0
   2: 0100007F:0BB9 0100007F:D2F0 06 ${TAIL} 0 3 0000000000000000
   3: 0100007F:0BB9 0100007F:D2F2 01 ${TAIL} 4713 1 0000000000000000
   4: 0100007F:0BBA 00000000:0000 0A ${TAIL} 4714 1 0000000000000000 100 0 0 10 0
`;
  expect(parseProcNet(table, 3001)).toEqual([
    { address: '127.0.0.1', inode: '4711' },
    { address: '0.0.0.0', inode: '4712' },
  ]);
});

it('reads addresses of IPv6 as Node writes them', () => {
  const line = (address: string, inode: number): string =>
    `   0: ${address}:0BB9 00000000000000000000000000000000:0000 0A ${TAIL} ${inode} 1 0 100 0 0 10 0\n`;
  const table =
    HEAD +
    line('00000000000000000000000000000000', 1) +
    line('00000000000000000000000001000000', 2) +
    line('0000000000000000FFFF00000100007F', 3) +
    line('000080FE00000000FF005450B6AD1DFE', 4);
  expect(parseProcNet(table, 3001).map(({ address }) => address)).toEqual([
    '::',
    '::1',
    '127.0.0.1',
    'fe80:0:0:0:5054:ff:fe1d:adb6',
  ]);
});

it('reads what lsof says on macOS', () => {
  const text = 'p812\nf23\nn127.0.0.1:3001\nf24\nn[::1]:3001\np900\nf3\nn*:3001\n';
  expect(parseLsof(text, 3001)).toEqual([
    { address: '127.0.0.1', port: 3001, pids: [812] },
    { address: '::1', port: 3001, pids: [812] },
    { address: '::', port: 3001, pids: [900] },
  ]);
});

it('reads what netstat says on Windows, in any language', () => {
  const text = [
    'Aktive Verbindungen',
    '  Proto  Lokale Adresse         Remoteadresse          Status           PID',
    '  TCP    127.0.0.1:3001         0.0.0.0:0              ABHÖREN          4321',
    '  TCP    [::]:3001              [::]:0                 ABHÖREN          4322',
    '  TCP    127.0.0.1:3001         127.0.0.1:50000        WARTEND          0',
    '  TCP    127.0.0.1:13001        0.0.0.0:0              ABHÖREN          9',
    '  UDP    0.0.0.0:3001           *:*                                     5',
  ].join('\r\n');
  expect(parseNetstat(text, 3001)).toEqual([
    { address: '127.0.0.1', port: 3001, pids: [4321] },
    { address: '::', port: 3001, pids: [4322] },
  ]);
});
