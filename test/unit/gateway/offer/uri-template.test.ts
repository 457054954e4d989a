import { expect, it } from 'vitest';
import { matchesTemplate } from '#engine/gateway/offer/uri-template.ts';

it.each([
  ['file:///{path}', 'file:///a/b', true],
  ['file:///{path}', 'https:///a', false],
  ['db://{table}/rows/{id}', 'db://users/rows/7', true],
  ['db://{table}/rows/{id}', 'db://users/columns/7', false],
  ['x:{a}.{b}.json', 'x:1.2.json', true],
  ['x:{a}.json', 'x:1.yaml', false],
  // Each character stands for one literal only.
  ['ab{x}ba', 'aba', false],
  ['ab{x}ba', 'abba', true],
  // Not a template: it is one resource, which is listed as such.
  ['file:///a', 'file:///a', false],
  ['x:{never closed', 'x:{never closed', false],
])('of %s comes %s: %s', (template, uri, expected) => {
  expect(matchesTemplate(template, uri)).toBe(expected);
});

it('no template of a server holds up the others', () => {
  expect(matchesTemplate(`x:${'{a}'.repeat(50)}!`, `x:${'a'.repeat(20_000)}`)).toBe(false);
  expect(matchesTemplate('{'.repeat(1_000_000), 'x')).toBe(false);
});
