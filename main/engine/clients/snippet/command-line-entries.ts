import type { FoundEntry } from '../entries/find-entries.ts';
import { clientCommand } from './client-command.ts';
import { runEntry } from './run-entry.ts';
import { type Shell, shellOf, splitCommands, type Word } from './split-words.ts';

export type CommandLines =
  | { readonly ok: true; readonly entries: FoundEntry[]; readonly root: null }
  | { readonly ok: false; readonly problem: string };

/** The servers that the commands of a text start or register, in the words of an AI client's file. */
export function commandLineEntries(text: string): CommandLines {
  // As it is copied from a terminal or a page: with its prompt.
  const bare = text.replaceAll(/^[ \t]*(?:\$|>|%|PS [^>\n]*>|[A-Z]:\\[^>\n]*>)[ \t]+/gm, '');
  const shell = shellOf(bare);
  const split = splitCommands(bare, shell);
  if (!split.ok) return { ok: false, problem: capital(split.problem) };
  const entries: FoundEntry[] = [];
  const around: { env: Record<string, string>; cwd: string | null } = { env: {}, cwd: null };
  for (const command of split.commands) {
    const substituted =
      shell === 'posix' && command.some((word) => word.quoting !== 'single' && word.text.includes('$('));
    if (substituted) return { ok: false, problem: '$(…) is for a shell: write what it stands for' };
    const words = command.map((word) => expand(word, shell));
    if (setsVariable(words, around.env)) continue;
    if (words[0] === 'cd' && words[1] !== undefined) {
      around.cwd = words[1];
      continue;
    }
    const found = readCommand(words);
    if (typeof found === 'string') return { ok: false, problem: found };
    entries.push({ ...found, entry: withSurroundings(found.entry, around) });
  }
  return entries.length === 0
    ? { ok: false, problem: 'There is no command in it' }
    : { ok: true, entries, root: null };
}

function readCommand(words: readonly string[]): FoundEntry | string {
  const [first = ''] = words;
  if (words.length === 1 && /^https?:\/\//i.test(first)) return { name: '', entry: { url: first } };
  return clientCommand(words) ?? { name: '', entry: runEntry(words) };
}

/** `export A=b`, `set A=b`, `$env:A = "b"`; and `A=b` alone. */
function setsVariable(words: readonly string[], env: Record<string, string>): boolean {
  const [first = '', second = '', third] = words;
  const powershell = /^\$(?:\{env:(\w+)\}|env:(\w+))(?:=(.*))?$/is.exec(first);
  if (powershell !== null) {
    const value = powershell[3] || (second === '=' ? third : second.replace(/^=/, ''));
    env[powershell[1] ?? powershell[2] ?? ''] = value ?? '';
    return true;
  }
  const assigned = /^(?:export|set|setx)$/i.test(first) ? words.slice(1) : words;
  const pairs = assigned.map((word) => /^([A-Za-z_]\w*)=(.*)$/s.exec(word));
  if (pairs.length === 0 || pairs.some((pair) => pair === null)) return false;
  for (const pair of pairs) if (pair?.[1] !== undefined) env[pair[1]] = pair[2] ?? '';
  return true;
}

function withSurroundings(
  entry: FoundEntry['entry'],
  { env, cwd }: { readonly env: Readonly<Record<string, string>>; readonly cwd: string | null },
): FoundEntry['entry'] {
  if (entry.command === undefined) return entry;
  const own = entry.env as Readonly<Record<string, string>> | undefined;
  const all = { ...env, ...own };
  return {
    ...entry,
    ...(Object.keys(all).length > 0 ? { env: all } : {}),
    ...(cwd !== null && entry.cwd === undefined ? { cwd } : {}),
  };
}

/** Variables in the words of a client's file: what is quoted so that a shell leaves it alone is left alone. */
function expand({ text, quoting }: Word, shell: Shell): string {
  if (shell === 'cmd') return text.replaceAll(/%(\w+)%/g, (_, name: string) => `\${env:${name}}`);
  if (quoting === 'single' || text.startsWith('{')) return text;
  if (shell === 'powershell') return text.replaceAll(/\$env:(\w+)/gi, (_, name: string) => `\${env:${name}}`);
  return text.replaceAll(/(?<!\$)\$([A-Za-z_]\w*)/g, (_, name: string) => `\${env:${name}}`);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
