/** A server as an AI client's file, a pasted piece of one or a command line has it, in the words of our own file. */
export interface Draft {
  /** As it is named there; empty for one without a name. */
  readonly givenName: string;
  /** A legal name here, of which there is one in each list of drafts. */
  readonly name: string;
  /** An entry of `mcpServers`, secrets as they are. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Declarations of what `${input:…}` in the settings asks for. */
  readonly inputs: readonly DraftInput[];
  /** What can't be taken over, or should be looked at. No secret stands in one. */
  readonly notes: readonly string[];
}

/** One of the file's `inputs`. */
export interface DraftInput {
  readonly id: string;
  readonly description?: string;
  readonly password?: boolean;
}
