import type { FoundEntry } from '../entries/find-entries.ts';
import { isObject, textOf } from '../entries/plain.ts';
import { readDocument } from '../files/read-document.ts';
import { runEntry } from './run-entry.ts';

/** What an option of `… mcp add` means, in the words of all clients. */
const OPTIONS: Readonly<
  Record<string, 'env' | 'header' | 'type' | 'url' | 'bearer' | 'timeout' | 'cwd' | 'other'>
> = {
  '-e': 'env',
  '--env': 'env',
  '-H': 'header',
  '--header': 'header',
  '-t': 'type',
  '--transport': 'type',
  '--type': 'type',
  '--url': 'url',
  '--bearer-token-env-var': 'bearer',
  '--timeout': 'timeout',
  '--cwd': 'cwd',
  '-s': 'other',
  '--scope': 'other',
  '--description': 'other',
  '--include-tools': 'other',
  '--exclude-tools': 'other',
  '--client-id': 'other',
};

/**
 * The server that a command of an AI client would register: `claude mcp add …`, `codex mcp add …`, `gemini mcp add …`,
 * `claude mcp add-json …`, `code --add-mcp …`. Null for any other command; a text says what is wrong with it.
 */
export function clientCommand(words: readonly string[]): FoundEntry | string | null {
  const adds = words.findIndex((word) => word === '--add-mcp' || word.startsWith('--add-mcp='));
  if (adds > 0) return fromJson('', words[adds]?.slice('--add-mcp='.length) || (words[adds + 1] ?? ''));
  const start = words.indexOf('mcp');
  // `npx @anthropic-ai/claude-code mcp add` names a program before it too; `docker run mcp/…` does not stand apart.
  if (start < 1 || start > 3) return null;
  const verb = words[start + 1];
  const rest = words.slice(start + 2);
  if (verb === 'add-json') {
    const [name = '', json = ''] = rest.filter((word) => !word.startsWith('-'));
    return fromJson(name, json);
  }
  return verb === 'add' ? fromAdd(rest) : null;
}

function fromJson(name: string, json: string): FoundEntry | string {
  const document = readDocument(json, 'json');
  if (!document.ok) return `The JSON in it can't be read: ${document.problem}`;
  if (!isObject(document.value)) return 'What it adds is no JSON object';
  return { name: name || (textOf(document.value.name) ?? ''), entry: document.value };
}

function fromAdd(words: readonly string[]): FoundEntry | string {
  const dashes = words.indexOf('--');
  const before = dashes === -1 ? words : words.slice(0, dashes);
  const found: Found = { env: {}, headers: {}, entry: {} };
  const plain = readOptions(before, dashes === -1, found);
  const [name = '', ...inline] = plain;
  const command = dashes === -1 ? inline : [...inline, ...words.slice(dashes + 1)];
  if (name === '') return 'It names no server';
  const url = found.entry.url ?? (/^https?:\/\//i.test(command[0] ?? '') ? command[0] : undefined);
  if (url !== undefined) {
    const headers = Object.keys(found.headers).length > 0 ? { headers: found.headers } : {};
    return { name, entry: { ...found.entry, url, ...headers } };
  }
  if (command.length === 0) return 'It names no command and no address';
  const run = runEntry(command);
  const env = { ...(isObject(run.env) ? run.env : {}), ...found.env };
  return { name, entry: { ...found.entry, ...run, ...(Object.keys(env).length > 0 ? { env } : {}) } };
}

interface Found {
  readonly env: Record<string, string>;
  readonly headers: Record<string, string>;
  readonly entry: Record<string, unknown>;
}

/** Takes the options out and gives back the rest. Without `--` all after the name and the command belongs to the command. */
function readOptions(words: readonly string[], untilCommand: boolean, found: Found): string[] {
  const plain: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const [flag = '', inline] = word.startsWith('--') ? word.split(/=(.*)/s) : [word];
    const meaning = OPTIONS[flag];
    const isUrl = /^https?:\/\//i.test(plain[1] ?? '');
    if (untilCommand && plain.length > 1 && !isUrl) plain.push(word);
    else if (meaning !== undefined) {
      const value = inline ?? words[at + 1] ?? '';
      if (inline === undefined) at += 1;
      note(meaning, value, found);
      // `--env A=1 B=2`
      while (meaning === 'env' && /^[A-Za-z_]\w*=/.test(words[at + 1] ?? '')) {
        at += 1;
        note('env', words[at] ?? '', found);
      }
    } else if (!word.startsWith('-')) plain.push(word);
  }
  return plain;
}

function note(meaning: (typeof OPTIONS)[string], value: string, { env, headers, entry }: Found): void {
  switch (meaning) {
    case 'env': {
      const [name = '', content = ''] = value.split(/=(.*)/s);
      env[name] = content;
      return;
    }
    case 'header': {
      const [name = '', content = ''] = value.split(/:\s*(.*)/s);
      headers[name.trim()] = content;
      return;
    }
    case 'type':
      entry.type = value;
      return;
    case 'url':
      entry.url = value;
      return;
    case 'bearer':
      entry.bearer_token_env_var = value;
      return;
    case 'timeout':
      entry.timeout = Number(value);
      return;
    case 'cwd':
      entry.cwd = value;
      return;
    case 'other':
      return;
    case undefined:
      return;
    default:
      meaning satisfies never;
  }
}
