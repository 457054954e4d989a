import { StringDecoder } from 'node:string_decoder';
import { CliError, EXIT } from './exit-codes.ts';

/** As in the contract. */
const MAX_CHARACTERS = 65_536;

/** What a secret is typed into, or comes out of: `process.stdin`. */
export interface SecretInput extends AsyncIterable<string | Buffer> {
  readonly isTTY?: boolean | undefined;
  setRawMode?(raw: boolean): unknown;
}

/**
 * A value that must not stand on a command line, where a shell would keep it and others could read it. At a terminal it is
 * asked for and not shown; from a pipe it is all that comes, without a line end at its end. Throws CliError.
 */
export async function readSecret(
  question: string,
  input: SecretInput,
  ask: (text: string) => void,
): Promise<string> {
  const value = input.isTTY === true ? await typed(question, input, ask) : await piped(input);
  if (value === '') throw new CliError('The value is empty: nothing was set.', EXIT.badUsage);
  if (value.length > MAX_CHARACTERS)
    throw new CliError(
      `The value has more than ${MAX_CHARACTERS} characters: nothing was set.`,
      EXIT.badUsage,
    );
  return value;
}

async function piped(input: SecretInput): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of input) parts.push(Buffer.from(part));
  return Buffer.concat(parts)
    .toString('utf8')
    .replace(/\r?\n$/, '');
}

async function typed(question: string, input: SecretInput, ask: (text: string) => void): Promise<string> {
  ask(question);
  input.setRawMode?.(true);
  let value = '';
  // A letter may come in two parts.
  const decoder = new StringDecoder('utf8');
  try {
    for await (const part of input) {
      for (const key of typeof part === 'string' ? part : decoder.write(part)) {
        if (key === '\r' || key === '\n' || key === '\u0004') return value;
        if (key === '\u0003') throw new CliError('Nothing was set.', EXIT.badUsage);
        if (key === '\u007f' || key === '\b') value = [...value].slice(0, -1).join('');
        else value += key;
      }
    }
    return value;
  } finally {
    input.setRawMode?.(false);
    ask('\n');
  }
}
