import type { TreeOwnerSpec } from './genealogy.ts';
import type { ProcessLimits } from './limits/limited-process.ts';

export interface LaunchSpec extends TreeOwnerSpec {
  readonly command: string;
  readonly args: readonly string[];
  /** Added to the environment that Signalbox itself has. */
  readonly env: Readonly<Record<string, string>>;
  /** Absolute; null for the home folder of the user. */
  readonly cwd: string | null;
  /** Pipes when left out. A file is opened for appending and handed over: it outlives us with nothing lost. */
  readonly output?: { readonly kind: 'pipes' } | { readonly kind: 'file'; readonly path: string };
  /** Where a local HTTP server will listen: it is not launched while its port is taken. */
  readonly url?: string | null;
  /** Neither guard nor quit ends it. Only with a file for its output. */
  readonly keepRunning?: boolean;
  /** None when left out. */
  readonly limits?: ProcessLimits;
  /** It fetches what the server needs and is no start of it: what is watched for a mend stays as the last start found it. */
  readonly isFetch?: boolean;
}
