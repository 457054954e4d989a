/** What a client is given to reach one server, or all of them (null), as it is typed or pasted. */
interface AttachWords {
  readonly command: string;
  /** Null before the engine's own address is known. */
  readonly address: string | null;
}

/** `url` is the engine's own, ending with a slash. */
export function attachWords(server: string | null, url: string | null): AttachWords {
  const path = server === null ? 'mcp' : `mcp/${encodeURIComponent(server)}`;
  return {
    command: `signalbox connect ${server === null ? '--all' : shellWord(server)}`,
    address: url === null ? null : `${url}${path}`,
  };
}

export interface Snippet {
  readonly name: string;
  readonly text: string;
}

/** Ready-made entries for the files of common clients. The token is one that was made for this client. */
export function snippets(url: string | null, token: string): Snippet[] {
  const { address } = attachWords(null, url);
  const command = { command: 'npx', args: ['signalbox', 'connect', '--all'] };
  const http = { url: address ?? '', headers: { Authorization: `Bearer ${token}` } };
  const file = (entry: object): string => JSON.stringify({ mcpServers: { signalbox: entry } }, null, 2);
  return [
    { name: 'Claude Desktop', text: file(command) },
    ...(address === null
      ? []
      : [
          { name: 'Claude Code', text: file({ type: 'http', ...http }) },
          { name: 'Cursor', text: file(http) },
        ]),
  ];
}

/** A name as a shell takes it for one word. */
function shellWord(name: string): string {
  return /^[\w.@%+=:,/-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;
}
