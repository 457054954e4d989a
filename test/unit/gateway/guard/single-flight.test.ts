import { expect, it } from 'vitest';
import { createSingleFlight } from '../../../../main/engine/gateway/guard/single-flight.ts';

/** Calls that end when the test says so. */
function openCalls() {
  const started: { signal: AbortSignal; answer: (text: string) => void; fail: (error: Error) => void }[] = [];
  const start = (signal: AbortSignal) =>
    new Promise<string>((answer, fail) => {
      started.push({ signal, answer, fail });
    });
  return { started, start };
}

it('sends reads that are the same once, and gives each caller the answer', async () => {
  const { started, start } = openCalls();
  const flight = createSingleFlight<string>();
  const first = flight.join('read', start);
  const second = flight.join('read', start);
  const other = flight.join('list', start);
  expect([first.isFirst, second.isFirst, other.isFirst]).toEqual([true, false, true]);
  expect(started).toHaveLength(2);
  started[0]?.answer('text');
  started[1]?.answer('lists');
  expect(await Promise.all([first.answer, second.answer, other.answer])).toEqual(['text', 'text', 'lists']);
  expect(flight.join('read', start).isFirst).toBe(true);
});

it('sends again what is asked after the answer, and after a failure', async () => {
  const { started, start } = openCalls();
  const flight = createSingleFlight<string>();
  const first = flight.join('read', start);
  started[0]?.fail(new Error('the server ended'));
  await expect(first.answer).rejects.toThrow('the server ended');
  expect(flight.join('read', start).isFirst).toBe(true);
});

it('goes on for those who still wait, and is cancelled when the last has left', () => {
  const { started, start } = openCalls();
  const flight = createSingleFlight<string>();
  const first = flight.join('read', start);
  const second = flight.join('read', start);
  first.leave();
  first.leave();
  expect(started[0]?.signal.aborted).toBe(false);
  second.leave();
  expect(started[0]?.signal.aborted).toBe(true);
});

it('gives somebody who comes after all have left a call of their own', async () => {
  const { started, start } = openCalls();
  const flight = createSingleFlight<string>();
  const first = flight.join('read', start);
  first.leave();
  const late = flight.join('read', start);
  expect(late.isFirst).toBe(true);
  started[0]?.answer('of the cancelled call');
  await first.answer;
  expect(flight.join('read', start).isFirst).toBe(false);
  started[1]?.answer('text');
  expect(await late.answer).toBe('text');
});

it('is not cancelled by somebody who leaves when the answer is there', async () => {
  const { started, start } = openCalls();
  const flight = createSingleFlight<string>();
  const first = flight.join('read', start);
  started[0]?.answer('text');
  await first.answer;
  first.leave();
  expect(started[0]?.signal.aborted).toBe(false);
});
