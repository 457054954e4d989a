import { expect, test } from 'vitest';
import { NOTHING_BESIDE, parseConfiguration } from '#engine/configuration/configuration.ts';
import { type Attempt, withoutWhatDoesNotFit } from '#engine/configuration/reading/left-out.ts';

const FILE = '/etc/box/servers.json';
const NAMES = Array.from({ length: 30 }, (_, index) => `SIGNALBOX_${index}`);

/** A file that is good without any one of `each` names, and counts how often it is read. */
function fileWithout(...each: readonly string[]) {
  const good = parseConfiguration(FILE, '{ "mcpServers": {} }', NOTHING_BESIDE);
  const bad = parseConfiguration(FILE, '{ "mcpServers": 7 }', NOTHING_BESIDE);
  if (!good.ok) throw new Error('this is a good one');
  const sayings = NAMES.map((name) => ({
    variable: { name, text: 'x', origin: 'env' as const, place: { file: FILE, line: 1, column: 1 } },
    path: [name],
    value: 'x',
  }));
  const whole: Attempt = { result: bad, sayings };
  let reads = 0;
  return {
    reads: () => reads,
    leftOut(text: string) {
      const result = withoutWhatDoesNotFit(text, whole, (without) => {
        reads += 1;
        const isGood = each.some((name) => without.has(name));
        const leftOut = [...without.keys()];
        return {
          result: isGood ? { ok: true, configuration: { ...good.configuration, leftOut } } : bad,
          sayings,
        };
      });
      return result.ok ? result.configuration.leftOut : null;
    },
  };
}

test.each(NAMES)('of thirty variables, %s is the one that is left out, after a few reads', (name) => {
  const file = fileWithout(name);
  expect(file.leftOut(`one without ${name}`)).toEqual([name]);
  expect(file.reads()).toBeLessThanOrEqual(11);
});

test('of two that do not fit together the first is left out', () => {
  expect(fileWithout('SIGNALBOX_21', 'SIGNALBOX_4').leftOut('two')).toEqual(['SIGNALBOX_4']);
});

test('a second look at the same text is one read, and a changed one is looked at anew', () => {
  const file = fileWithout('SIGNALBOX_29');
  file.leftOut('the same');
  const first = file.reads();
  expect(file.leftOut('the same')).toEqual(['SIGNALBOX_29']);
  expect(file.reads()).toBe(first + 1);
  expect(fileWithout('SIGNALBOX_2').leftOut('the same')).toEqual(['SIGNALBOX_2']);
});

test('a file that is broken without them too is told as it is', () => {
  const file = fileWithout();
  expect(file.leftOut('broken')).toBeNull();
  expect(file.reads()).toBe(1);
});
