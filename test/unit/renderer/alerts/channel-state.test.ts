import { expect, test } from 'vitest';
import { channelState } from '../../../../renderer/screens/alerts/channels/channel-state.ts';

const WELL = { enabled: true, unavailable: null, error: null, waiting: 0, dead: 0 };
const refused = 'it refused the connection';
const noBus = 'there is no session bus';

test('a channel that goes well needs no words', () => {
  expect(channelState(WELL)).toEqual({ lamp: 'ok', words: '', look: 'calm' });
  expect(channelState({ ...WELL, enabled: false }).lamp).toBe('off');
});

test('what waits is tried again, and is no fault yet; what was given up is', () => {
  expect(channelState({ ...WELL, waiting: 1 })).toMatchObject({ lamp: 'ok', look: 'calm' });
  const waiting = { ...WELL, waiting: 2, error: refused };
  expect(channelState(waiting)).toEqual({
    lamp: 'warn',
    words: `2 waiting to be sent · ${refused}`,
    look: 'warn',
  });
  expect(channelState({ ...waiting, dead: 1 })).toMatchObject({ lamp: 'bad', look: 'bad' });
});

test('one that can’t work here says so once, calmly', () => {
  const words = `It can’t work here: ${noBus}`;
  expect(channelState({ ...WELL, unavailable: noBus })).toEqual({ lamp: 'warn', words, look: 'calm' });
  expect(channelState({ ...WELL, unavailable: noBus, error: noBus })).toEqual({
    lamp: 'warn',
    words,
    look: 'calm',
  });
});
