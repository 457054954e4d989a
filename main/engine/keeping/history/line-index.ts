import type { ChainedEntry, Line } from './chain.ts';

/** Where the entries stand in their file, and which of them may be about a server: a list reads those alone. */
export interface LineIndex {
  readonly count: number;
  /** Of the next entry. */
  add(entry: ChainedEntry, line: Line): void;
  /** Undefined for a number that no entry has; they count from 0, in the order of the file. */
  line(at: number): Line | undefined;
  /** Numbers of entries, in the order of the file: all that are about the server, and maybe some more. */
  about(server: string): readonly number[];
}

export function createLineIndex(): LineIndex {
  const lines: Line[] = [];
  const byName = new Map<string, number[]>();
  return {
    get count() {
      return lines.length;
    },
    add({ changes }, line) {
      for (const name of new Set(changes.flatMap(({ key }) => nameIn(key)))) {
        const numbers = byName.get(name);
        if (numbers === undefined) byName.set(name, [lines.length]);
        else numbers.push(lines.length);
      }
      lines.push(line);
    },
    line: (at) => lines[at],
    about: (server) => byName.get(firstStep(server)) ?? [],
  };
}

/** Where the name of a server ends can't be told: it may hold dots, as the keys of its settings do not. */
function nameIn(key: string): readonly string[] {
  return key.startsWith('mcpServers.') ? [firstStep(key.slice('mcpServers.'.length))] : [];
}

function firstStep(name: string): string {
  return name.split('.', 1)[0] ?? name;
}
