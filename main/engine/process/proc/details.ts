import { readdirSync, readlinkSync, statSync } from 'node:fs';
import { attempt, bytes, type Missing, readBytes } from './read-file.ts';

/** What is read less often than the line of /proc/PID/stat. Null is what the system does not tell. */
export interface ProcDetail {
  /**
   * Through read and write calls of all kinds: files, pipes and sockets (`rchar`, `wchar`), and how many such calls
   * (`syscr`, `syscw`). Not what reached a disk. With those of children that ended and were waited for.
   */
  readonly readBytes: number | null;
  readonly writtenBytes: number | null;
  readonly reads: number | null;
  readonly writes: number | null;
  /** Of resident memory, what is backed by files or shared memory. */
  readonly sharedBytes: number | null;
  /** Of its first thread, as pidstat and ps tell it: a sum over all threads would take one more read for each. */
  readonly voluntarySwitches: number | null;
  readonly involuntarySwitches: number | null;
  readonly openFiles: number | null;
  /** True when the system keeps some of it from us, as of another user's process. */
  readonly isDenied: boolean;
}

export function readDetail(pid: number): ProcDetail | 'gone' {
  const io = readNumbers(`/proc/${pid}/io`, 4);
  const openFiles = countOpenFiles(pid);
  const length = readBytes(`/proc/${pid}/status`);
  if (io === 'gone' || openFiles === 'gone' || length === 'gone') return 'gone';
  const status = length === 'denied' ? 0 : length;
  const isDenied = io === 'denied' || openFiles === 'denied' || length === 'denied';
  const [read = null, written = null, reads = null, writes = null] = io === 'denied' ? [] : io;
  const file = valueAfter(LABELS.file, status);
  const shared = valueAfter(LABELS.shared, status);
  return {
    readBytes: read,
    writtenBytes: written,
    reads,
    writes,
    sharedBytes: file === null || shared === null ? null : 1024 * (file + shared),
    voluntarySwitches: valueAfter(LABELS.voluntary, status),
    involuntarySwitches: valueAfter(LABELS.involuntary, status),
    openFiles: openFiles === 'denied' ? null : openFiles,
    isDenied,
  };
}

/** Proportional set size; takes the kernel 2 ms for a process of Node (measured), for it walks all of its pages. */
export function readPssBytes(pid: number): number | null {
  const length = readBytes(`/proc/${pid}/smaps_rollup`);
  const kibibytes = typeof length === 'number' ? valueAfter(LABELS.pss, length) : null;
  return kibibytes === null ? null : 1024 * kibibytes;
}

/** Where `exe` or `cwd` leads; null when the system does not tell. */
export function readLink(pid: number, name: 'exe' | 'cwd'): string | null {
  const path = attempt(() => readlinkSync(`/proc/${pid}/${name}`));
  return path === 'gone' || path === 'denied' ? null : path;
}

function countOpenFiles(pid: number): number | Missing {
  return attempt(() => {
    const folder = `/proc/${pid}/fd`;
    // Since Linux 6.2 the size of that folder is how many there are; before, it is 0.
    const { size } = statSync(folder);
    return size > 0 ? size : readdirSync(folder).length;
  });
}

/** Lines of `status` and of `smaps_rollup`. */
const LABELS = {
  file: Buffer.from('\nRssFile:'),
  shared: Buffer.from('\nRssShmem:'),
  voluntary: Buffer.from('\nvoluntary_ctxt_switches:'),
  involuntary: Buffer.from('\nnonvoluntary_ctxt_switches:'),
  pss: Buffer.from('\nPss:'),
};

const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;

/** The first numbers of a file whose names hold no digits. */
function readNumbers(path: string, count: number): number[] | Missing {
  const length = readBytes(path);
  if (typeof length !== 'number') return length;
  const found: number[] = [];
  let value: number | null = null;
  for (let at = 0; at < length && found.length < count; at++) {
    const byte = bytes[at] ?? 0;
    if (byte >= DIGIT_0 && byte <= DIGIT_9) value = (value ?? 0) * 10 + byte - DIGIT_0;
    else if (value !== null) {
      found.push(value);
      value = null;
    }
  }
  return found;
}

/** The whole number after a label in the first `length` bytes; null without the label, as for the memory of a kernel thread. */
function valueAfter(label: Buffer, length: number): number | null {
  const begin = bytes.indexOf(label);
  if (begin < 0 || begin >= length) return null;
  let value = 0;
  let hasDigits = false;
  for (let at = begin + label.length; at < length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte >= DIGIT_0 && byte <= DIGIT_9) {
      value = value * 10 + byte - DIGIT_0;
      hasDigits = true;
    } else if (hasDigits) break;
  }
  return hasDigits ? value : null;
}
