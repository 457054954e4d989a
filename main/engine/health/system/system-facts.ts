/** What was seen of the machine at one look. */
export interface SystemFacts {
  /** One for each file system that holds a folder of Signalbox. */
  readonly disks: readonly DiskFacts[];
  readonly folders: readonly FolderFacts[];
  /** Null where the system does not tell what is available. */
  readonly memory: MemoryFacts | null;
  /** Of the last ten minutes, newest last. */
  readonly clockJumps: readonly ClockJump[];
  /** Null while no server is reached over a network. */
  readonly network: NetworkFacts | null;
}

export interface DiskFacts {
  /** What it holds: "state", "logs". */
  readonly holds: readonly string[];
  /** Free for processes without special rights. */
  readonly freeBytes: number;
  readonly totalBytes: number;
}

export interface FolderFacts {
  /** A folder or a file of Signalbox. */
  readonly path: string;
  /** Why it can't be written, in a clause; null when it can. */
  readonly unwritable: string | null;
  /** What its mode allows to others than its owner. Null where modes say nothing, as on Windows. */
  readonly others: 'nothing' | 'read' | 'write' | null;
}

export interface MemoryFacts {
  /** What programs can have without the system having to swap. */
  readonly availableBytes: number;
  readonly totalBytes: number;
  /** 0 without swap; null where not told. */
  readonly swapFreeBytes: number | null;
  readonly swapTotalBytes: number | null;
}

export interface ClockJump {
  /** When it was noticed, wall time. */
  readonly atMs: number;
  /** How far the clock went beyond the time that passed; negative when it was set back. */
  readonly byMs: number;
}

export interface NetworkFacts {
  /** Hosts that servers are reached at, but for this machine itself. */
  readonly hosts: number;
  /** Whether an interface is up that leads out of this machine. */
  readonly isUp: boolean;
  readonly missing: readonly { readonly host: string; readonly why: string }[];
}
