import type { SecretsIn } from '../exchange/mask-configuration.ts';

/** What a configuration is held against: the machine that it is meant for. Nothing of it ever rejects. */
export interface World {
  readonly platform: NodeJS.Platform;
  /** Of the person whose servers they are. */
  readonly home: string;
  /** Whether a command could be run, found as that of a server is. */
  findCommand(command: CommandPlace): Promise<boolean>;
  /** In sentences: where a command that was not found may be had. */
  hintForMissing(command: string): Promise<string>;
  /** The names of all commands on the PATH of servers. */
  commandNames(): Promise<readonly string[]>;
  /** Null for what is not there. */
  kindOf(path: string): Promise<'file' | 'folder' | null>;
  readonly secretsIn: SecretsIn;
  /** What clients that see all servers call a tool of one of them. */
  readonly combinedNames: (servers: readonly string[]) => (server: string, tool: string) => string | null;
}

export interface CommandPlace {
  readonly command: string;
  /** Null means the home folder. */
  readonly cwd: string | null;
  /** A PATH in it goes before that of all servers. */
  readonly env: Readonly<Record<string, string>>;
}
