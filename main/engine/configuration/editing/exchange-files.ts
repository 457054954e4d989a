/** What makes two files change places at once, by the system's own call. */
export interface FileExchange {
  /**
   * Whatever each path names, the other names afterwards, and no moment is between. `missing`: one of them names nothing;
   * `unsupported`: this file system can't. Throws as `rename` of node:fs does.
   */
  exchange(one: string, other: string): 'exchanged' | 'missing' | 'unsupported';
  /** Whether any process has the file open for writing; null where the system does not say. */
  isBeingWritten(descriptor: number): boolean | null;
}

/** Of the calls of Linux; RENAME_EXCHANGE and F_SETLEASE are in linux/fs.h and linux/fcntl.h. */
const LINUX = {
  atFdCwd: -100,
  renameExchange: 2,
  setSig: 10,
  setLease: 1024,
  readLock: 0,
  unlock: 2,
  sigUrg: 23,
};
/** RENAME_SWAP, in sys/stdio.h of macOS. */
const RENAME_SWAP = 2;

let loaded: Promise<FileExchange | null> | undefined;

/** Null where there is none: on Windows, and where koffi can't be loaded. Loaded with the first save: it takes 60 ms. */
export function loadFileExchange(): Promise<FileExchange | null> {
  // A package or a symbol that this system lacks leaves the other way of saving.
  loaded ??= load().catch(() => null);
  return loaded;
}

async function load(): Promise<FileExchange | null> {
  const { platform } = process;
  if (platform !== 'linux' && platform !== 'darwin') return null;
  const { default: koffi } = await import('koffi');
  const { errno } = koffi.os;
  const unsupported = new Set([errno['EINVAL'], errno['ENOSYS'], errno['ENOTSUP'], errno['EOPNOTSUPP']]);
  const system = koffi.load(null);
  const { swap, control } = platform === 'linux' ? linux(system) : mac(system);

  return {
    exchange(one, other) {
      if (swap(one, other) === 0) return 'exchanged';
      const number = koffi.errno();
      if (number === errno['ENOENT']) return 'missing';
      if (unsupported.has(number)) return 'unsupported';
      const code = Object.entries(errno).find(([, known]) => known === number)?.[0] ?? `error ${number}`;
      throw Object.assign(new Error(`${code}: exchange '${one}' and '${other}'`), {
        code,
        syscall: 'rename',
      });
    },
    isBeingWritten(descriptor) {
      if (control === null) return null;
      // A lease for reading is given only while nobody writes. Whoever opens the file in the moment in which it is held makes
      // the system send a signal, by default one that ends the process: SIGURG is one that does nothing.
      if (control(descriptor, LINUX.setSig, LINUX.sigUrg) !== 0) return null;
      if (control(descriptor, LINUX.setLease, LINUX.readLock) !== 0)
        return koffi.errno() === errno['EAGAIN'] ? true : null;
      control(descriptor, LINUX.setLease, LINUX.unlock);
      return false;
    },
  };
}

interface SystemCalls {
  readonly swap: (one: string, other: string) => unknown;
  readonly control: ((descriptor: number, command: number, value: number) => unknown) | null;
}

type SystemLibrary = ReturnType<typeof import('koffi')['load']>;

function linux(system: SystemLibrary): SystemCalls {
  const renameat2 = system.func('int renameat2(int, const char *, int, const char *, unsigned int)');
  const { atFdCwd, renameExchange } = LINUX;
  return {
    swap: (one, other) => renameat2(atFdCwd, one, atFdCwd, other, renameExchange),
    control: system.func('int fcntl(int, int, int)'),
  };
}

function mac(system: SystemLibrary): SystemCalls {
  const renamex = system.func('int renamex_np(const char *, const char *, unsigned int)');
  return { swap: (one, other) => renamex(one, other, RENAME_SWAP), control: null };
}
