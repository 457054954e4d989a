import { describe, expect, test } from 'vitest';
import { readSecret, type SecretInput } from '../../../main/cli/read-secret.ts';

/** A terminal or a pipe that gives these pieces. */
function input(pieces: readonly (string | Buffer)[], isTTY: boolean) {
  const modes: boolean[] = [];
  const given: SecretInput = {
    isTTY,
    setRawMode: (raw) => modes.push(raw),
    async *[Symbol.asyncIterator]() {
      yield* pieces;
    },
  };
  const asked: string[] = [];
  return { modes, asked, read: () => readSecret('Value: ', given, (text) => asked.push(text)) };
}

describe('a value for a secret', () => {
  test('from a pipe is all of it but the end of the last line', async () => {
    const bytes = Buffer.from('line one\nlüne two\n');
    const { read, asked } = input([bytes.subarray(0, 11), bytes.subarray(11)], false);
    expect(await read()).toBe('line one\nlüne two');
    expect(asked).toEqual([]);
  });

  test('at a terminal is asked for and not shown, and can be mended while it is typed', async () => {
    const { read, asked, modes } = input(['ab\u007f', 'c😀\u007fd\r', 'ignored'], true);
    expect(await read()).toBe('acd');
    expect(asked.join('')).toBe('Value: \n');
    expect(modes).toEqual([true, false]);
  });

  test('at a terminal keeps a letter whole that comes in two parts', async () => {
    const bytes = Buffer.from('grün\r');
    expect(await input([bytes.subarray(0, 3), bytes.subarray(3)], true).read()).toBe('grün');
  });

  test('that is given up gives the terminal back', async () => {
    const { read, modes } = input(['abc\u0003'], true);
    await expect(read()).rejects.toThrow('Nothing was set');
    expect(modes).toEqual([true, false]);
  });

  test('that is empty sets nothing', async () => {
    await expect(input(['\n'], false).read()).rejects.toThrow('empty');
  });
});
