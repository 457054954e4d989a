import { expect, it } from 'vitest';
import { exitFailure, hangFailure } from '../../../main/engine/supervision/failure.ts';
import type { Fact } from '../../../main/engine/supervision/life.ts';
import { registerText } from '../../../main/engine/supervision/register-text.ts';

const subject = { name: 'memory', restarts: 2, protocolVersion: '2025-11-25', adopted: false };

it.each<[Fact, string | undefined]>([
  [
    {
      kind: 'down',
      failure: exitFailure({ code: 1, signal: null }, 'connection refused'),
      nextInMs: 1_000,
      looping: false,
    },
    'memory exited with code 1: “connection refused”; next start in 1.0 s',
  ],
  [
    {
      kind: 'down',
      failure: exitFailure({ code: null, signal: 'SIGKILL' }, 'ready on stdio'),
      nextInMs: 250,
      looping: false,
    },
    'memory was killed by SIGKILL (last stderr line: “ready on stdio”); next start in 250 ms',
  ],
  [
    { kind: 'down', failure: exitFailure({ code: 0, signal: null }, null), nextInMs: 16_000, looping: false },
    'memory exited with code 0; next start in 16 s',
  ],
  [
    { kind: 'down', failure: exitFailure({ code: 1, signal: null }, null), nextInMs: 300_000, looping: true },
    'memory keeps going down: it exited with code 1; next start in 5 min',
  ],
  [
    { kind: 'down', failure: hangFailure(3, 8_000), nextInMs: 1_000, looping: false },
    'memory hangs: no answer to 3 probes of 8 s each, and no other message; next start in 1.0 s',
  ],
  [{ kind: 'ready', backAfterMs: 1_240 }, 'memory is back after 1.2 s, restart 2'],
  [{ kind: 'ready', backAfterMs: null }, 'memory is ready, MCP 2025-11-25'],
  [{ kind: 'stopped', why: 'owner', killed: false }, 'memory was stopped by you'],
  [{ kind: 'stopped', why: 'closing', killed: false }, undefined],
  [{ kind: 'starting', cause: 'failure' }, undefined],
  [
    { kind: 'stopped', why: 'owner', killed: true },
    'memory was stopped by you; it did not end by itself and had to be killed',
  ],
  [
    { kind: 'left', pids: [7, 8] },
    'memory could not be ended: not even SIGKILL ends 7, 8. It is tried again until it does; nothing is started beside it.',
  ],
])('%o reads %s', (fact, text) => {
  expect(registerText(subject, fact)?.text).toBe(text);
});

it('says what mends a server that stays down', () => {
  const failure = exitFailure({ code: 127, signal: null }, 'sh: nope: not found');
  const text = registerText(subject, { kind: 'failed', failure })?.text;
  expect(text).toMatch(/^memory stays down: exited with code 127.*“sh: nope: not found”.*servers\.json/);
});
