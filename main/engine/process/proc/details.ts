import { readdirSync, readlinkSync, statSync } from 'node:fs';
import { attempt, bytes, type Missing, readBytes, readText } from './read-file.ts';

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
  const status = readText(`/proc/${pid}/status`);
  const openFiles = countOpenFiles(pid);
  if (io === 'gone' || openFiles === 'gone' || status === null) return 'gone';
  const isDenied = io === 'denied' || openFiles === 'denied';
  const [read = null, written = null, reads = null, writes = null] = io === 'denied' ? [] : io;
  const file = valueAfter(status, '\nRssFile:');
  const shared = valueAfter(status, '\nRssShmem:');
  return {
    readBytes: read,
    writtenBytes: written,
    reads,
    writes,
    sharedBytes: file === null || shared === null ? null : 1024 * (file + shared),
    voluntarySwitches: valueAfter(status, '\nvoluntary_ctxt_switches:'),
    involuntarySwitches: valueAfter(status, '\nnonvoluntary_ctxt_switches:'),
    openFiles: openFiles === 'denied' ? null : openFiles,
    isDenied,
  };
}

/** Proportional set size; takes the kernel 0.1 ms for a process of 60 MB and more for larger ones. */
export function readPssBytes(pid: number): number | null {
  const text = readText(`/proc/${pid}/smaps_rollup`);
  const kibibytes = text === null ? null : valueAfter(text, '\nPss:');
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

/** The whole number after a label; null without the label, as the lines on memory of a kernel thread. */
function valueAfter(text: string, label: string): number | null {
  const at = text.indexOf(label);
  return at < 0 ? null : Number.parseInt(text.slice(at + label.length, at + label.length + 24), 10);
}
