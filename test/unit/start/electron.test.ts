import { describe, expect, it } from 'vitest';
import { DESKTOP_GAVE_UP } from '#contract/desktop-exit.ts';
import { outcome } from '../../../main/start/electron.ts';

const ended = (code: number | null, signal: NodeJS.Signals | null = null) => ({ code, signal, error: null });
const SOON = { askedToEnd: false, ranMs: 800 };
const LATER = { askedToEnd: false, ranMs: 60_000 };
const ASKED = { askedToEnd: true, ranMs: 800 };

describe('npm start goes on without the desktop app', () => {
  it.each([
    ['a signal that nobody sent', ended(null, 'SIGTRAP'), LATER, 'Electron was ended by SIGTRAP'],
    ['a missing library', ended(127), SOON, 'Electron ended at once with code 127'],
    [
      'an executable that is none',
      { code: null, signal: null, error: new Error('spawn EACCES') },
      SOON,
      'Electron could not be started: spawn EACCES',
    ],
  ] as const)('after %s', (_what, end, how, why) => {
    expect(outcome(end, how)).toEqual({ kind: 'unable', why });
  });
});

describe('npm start ends with the desktop app', () => {
  it.each([
    ['was quit', ended(0), LATER, 0],
    ['was quit at once, as a second one is', ended(0), SOON, 0],
    ['failed after it had run', ended(9), LATER, 9],
    ['was ended by our signal', ended(null, 'SIGTERM'), ASKED, 1],
    ['has told why it can’t start', ended(DESKTOP_GAVE_UP), SOON, 1],
  ] as const)('that %s', (_what, end, how, exitCode) => {
    expect(outcome(end, how)).toEqual({ kind: 'ran', exitCode });
  });
});
