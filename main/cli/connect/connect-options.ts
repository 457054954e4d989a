/** What `signalbox connect` was asked for. */
export interface ConnectOptions {
  /** Null for all servers under one roof. */
  readonly server: string | null;
  /** What the window calls this client; without it the client's own name is all there is. */
  readonly label: string | null;
  /** Starts a headless engine where none runs. */
  readonly mayStart: boolean;
  /** Instead of SIGNALBOX_HOME, for clients that can't set an environment. */
  readonly home: string | null;
}

/** A header carries it. */
export const LABEL = /^[\x21-\x7e](?:[\x20-\x7e]{0,98}[\x21-\x7e])?$/;

/**
 * Reads the arguments after `connect` without a library, which would take longer than all the rest of the start. Null
 * for whatever is not plain and right: the library then reads them again, and says what is wrong or gives help.
 */
export function readConnectArguments(argv: readonly string[]): ConnectOptions | null {
  let server: string | null = null;
  let all = false;
  let mayStart = true;
  const given: { client?: string; home?: string } = {};
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index] ?? '';
    if (word === '--all') all = true;
    else if (word === '--no-start') mayStart = false;
    else if (word === '--client' || word === '--home') {
      index += 1;
      const value = argv[index];
      if (value === undefined || value.startsWith('-')) return null;
      given[word === '--client' ? 'client' : 'home'] = value;
    } else if (word === '' || word.startsWith('-') || server !== null) return null;
    else server = word;
  }
  const { client = null, home = null } = given;
  if (all === (server !== null) || (client !== null && !LABEL.test(client))) return null;
  return { server, label: client, mayStart, home };
}
