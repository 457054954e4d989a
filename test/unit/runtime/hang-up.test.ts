import { expect, test } from 'vitest';
import { watchTerminal } from '../../../main/runtime/hang-up.ts';

test('a terminal that went away ends the process; any other SIGHUP is a wish to read the file again', () => {
  let isThere = true;
  const withTerminal = watchTerminal(() => isThere);
  expect(withTerminal()).toBe('reload');
  isThere = false;
  expect(withTerminal()).toBe('ended');
  expect(watchTerminal(() => false)()).toBe('reload');
});
