/** A word of a command line. `isPlain`: nothing of it was quoted, so that variables in it stand for something. */
export interface Word {
  readonly text: string;
  readonly quoting: 'none' | 'single' | 'double';
}

/** How quotes and backslashes are read: as sh does, as cmd does, or as PowerShell does. */
export type Shell = 'posix' | 'cmd' | 'powershell';

export type Words =
  | { readonly ok: true; readonly words: readonly Word[] }
  | { readonly ok: false; readonly problem: string };

/** A path with a drive letter, or a share: a backslash in it stands for itself. */
const WINDOWS_PATH = /(?:^|[\s"'=])(?:[A-Za-z]:\\|\\\\[\w.-]+\\)/;

export function shellOf(text: string): Shell {
  if (/^\s*\$env:|`\r?\n|(?:^|\s)@'|\$env:\w/im.test(text)) return 'powershell';
  return WINDOWS_PATH.test(text) || /\^\r?\n|%\w+%|^\s*set\s+\w+=|^\s*cmd(?:\.exe)?\s/im.test(text)
    ? 'cmd'
    : 'posix';
}

/**
 * The commands of a text, each as its words. A line ends a command unless it is carried on; `&&` and `;` end one too. Comments
 * are left out. Refused: an open quote, and what only a shell can do, such as pipes and redirections.
 */
export function splitCommands(
  text: string,
  shell: Shell,
):
  | { readonly ok: true; readonly commands: readonly (readonly Word[])[] }
  | { readonly ok: false; readonly problem: string } {
  const reader = new WordReader(text, shell);
  return reader.read();
}

const ESCAPE: Readonly<Record<Shell, string>> = { posix: '\\', cmd: '^', powershell: '`' };

class WordReader {
  readonly #text: string;
  readonly #shell: Shell;
  readonly #commands: Word[][] = [[]];
  #word: string | null = null;
  #quoting: Word['quoting'] = 'none';

  constructor(text: string, shell: Shell) {
    this.#text = text.replaceAll('\r\n', '\n');
    this.#shell = shell;
  }

  read(): ReturnType<typeof splitCommands> {
    const text = this.#text;
    for (let at = 0; at < text.length; at += 1) {
      const char = text[at] ?? '';
      const next = text[at + 1] ?? '';
      if (char === ESCAPE[this.#shell]) {
        // A line that is carried on.
        if (next !== '\n') this.#add(next);
        else this.#endWord();
        at += 1;
      } else if (char === '"' || (char === "'" && this.#shell !== 'cmd')) {
        const end = this.#quoted(at);
        if (end === null) return { ok: false, problem: `a quote (${char}) is never closed` };
        at = end;
      } else if (char === '\n' || char === ';' || (char === '&' && next === '&')) {
        this.#endCommand();
        if (char === '&') at += 1;
      } else if (this.#isBackground(at)) {
        return { ok: false, problem: '"&" is for a shell: give the command without it' };
      } else if (/\s/.test(char)) this.#endWord();
      else if (char === '#' && this.#word === null) at = endOfLine(text, at) - 1;
      else if (/[|<>]/.test(char) && !this.#isPlaceholder(at)) {
        return {
          ok: false,
          problem: `"${char}" is for a shell: give one command without pipes and redirections`,
        };
      } else this.#add(char);
    }
    this.#endCommand();
    return { ok: true, commands: this.#commands.filter((words) => words.length > 0) };
  }

  /** `npx foo &`: stands apart, or at the end. In an address, or before a program in PowerShell, it does not. */
  #isBackground(at: number): boolean {
    if (this.#text[at] !== '&') return false;
    const isCall = this.#shell === 'powershell' && this.#word === null && this.#commands.at(-1)?.length === 0;
    const isEnd = /^&(?=[\s;]|$)/.test(this.#text.slice(at, at + 2));
    return !isCall && (isEnd || this.#word === null);
  }

  /** `<your-token>` is no redirection. */
  #isPlaceholder(at: number): boolean {
    const around = this.#text.slice(Math.max(0, at - 60), at + 60);
    return [...around.matchAll(/<[\w -]+>/g)].some(({ index, 0: found }) => {
      const start = Math.max(0, at - 60) + index;
      return at >= start && at < start + found.length;
    });
  }

  /** Reads to the closing quote and says where it is; null without one. */
  #quoted(start: number): number | null {
    const text = this.#text;
    const quote = text[start] ?? '';
    this.#word ??= '';
    this.#quoting = quote === '"' ? 'double' : 'single';
    for (let at = start + 1; at < text.length; at += 1) {
      const char = text[at] ?? '';
      const next = text[at + 1] ?? '';
      if (char === quote) return at;
      if (quote === '"' && this.#isEscape(char, next)) {
        if (next !== '\n') this.#word += next;
        at += 1;
      } else this.#word += char;
    }
    return null;
  }

  #isEscape(char: string, next: string): boolean {
    if (this.#shell === 'posix') return char === '\\' && /["\\$`\n]/.test(next);
    if (this.#shell === 'powershell') return char === '`';
    return char === '\\' && next === '"';
  }

  #add(char: string): void {
    this.#word = (this.#word ?? '') + char;
  }

  #endWord(): void {
    if (this.#word !== null) this.#commands.at(-1)?.push({ text: this.#word, quoting: this.#quoting });
    this.#word = null;
    this.#quoting = 'none';
  }

  #endCommand(): void {
    this.#endWord();
    this.#commands.push([]);
  }
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}
