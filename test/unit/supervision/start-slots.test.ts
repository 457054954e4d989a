import { expect, it } from 'vitest';
import { createStartSlots } from '../../../main/engine/supervision/start-slots.ts';

it('lets so many start at once, and the next when one is done, in the order of asking', () => {
  const slots = createStartSlots(2);
  const granted: string[] = [];
  for (const name of ['a', 'b', 'c', 'd']) slots.ask(name, () => granted.push(name));
  expect(granted).toEqual(['a', 'b']);
  slots.free('a');
  expect(granted).toEqual(['a', 'b', 'c']);
  slots.free('b');
  expect(granted).toEqual(['a', 'b', 'c', 'd']);
});

it('passes over one that was stopped while it waited', () => {
  const slots = createStartSlots(1);
  const granted: string[] = [];
  for (const name of ['a', 'b', 'c']) slots.ask(name, () => granted.push(name));
  slots.free('b');
  slots.free('a');
  expect(granted).toEqual(['a', 'c']);
});

it('gives one server one slot, however often it asks', () => {
  const slots = createStartSlots(2);
  const granted: string[] = [];
  slots.ask('a', () => granted.push('a'));
  slots.ask('a', () => granted.push('a'));
  slots.ask('b', () => granted.push('b'));
  expect(granted).toEqual(['a', 'b']);
});
