import { expect, test } from 'vitest';
import { createGuardedWrites } from '../../../main/engine/state/guarded-writes.ts';

const fail = (): never => {
  throw new Error('the disk is full');
};

test('a list that can be read, but not written, is told of once until it can be written again', () => {
  const told: string[] = [];
  const writes = createGuardedWrites(
    (text) => told.push(text),
    () => {},
  );
  writes.attempt('alerts', fail);
  writes.attempt('alerts', () => {}, 'read');
  writes.attempt('alerts', fail);
  expect(told).toEqual(["The alerts can't be written: the disk is full"]);
  writes.attempt('alerts', () => {});
  writes.attempt('alerts', fail);
  expect(told).toHaveLength(2);
});
