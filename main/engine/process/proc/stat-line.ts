/** One line of /proc/PID/stat, as far as it is of use; see proc_pid_stat(5) for the fields. */
export interface StatLine {
  /** One letter: R, S, D, T, t, Z, X, I. */
  readonly state: string;
  readonly ppid: number;
  readonly pgid: number;
  /** Own time, and that of children that ended and were waited for, with theirs. */
  readonly userTicks: number;
  readonly systemTicks: number;
  readonly reapedUserTicks: number;
  readonly reapedSystemTicks: number;
  readonly threads: number;
  /** Since boot; with the pid it names one process. */
  readonly startTicks: number;
  readonly virtualBytes: number;
  readonly residentPages: number;
  /** Of its name, which is another one where it became another program. */
  readonly nameHash: number;
}

const SPACE = 0x20;
const OPENING = 0x28;
const CLOSING = 0x29;
const DIGIT_0 = 0x30;
const PPID = 4;
const LAST_FIELD = 24;
/** By the number of the field; a line is read to its end before the next one is. */
const fields = new Float64Array(LAST_FIELD + 1);

/** From the first `length` bytes, without a string in between: there are 150 of them every two seconds. Null for what is no such line. */
export function parseStat(bytes: Buffer, length: number): StatLine | null {
  // The name, in parentheses, may hold anything, parentheses and spaces too: fields are counted from the last one.
  const nameEnd = bytes.lastIndexOf(CLOSING, length - 1);
  if (nameEnd < 0 || nameEnd > length) return null;
  let field = PPID;
  let value = 0;
  for (let at = nameEnd + 4; at < length && field <= LAST_FIELD; at++) {
    const byte = bytes[at] ?? SPACE;
    if (byte === SPACE) {
      fields[field] = value;
      field += 1;
      value = 0;
    } else if (byte >= DIGIT_0) {
      // A minus sign comes only in fields that are of no use here.
      value = value * 10 + byte - DIGIT_0;
    }
  }
  if (field <= LAST_FIELD) return null;
  return {
    state: String.fromCharCode(bytes[nameEnd + 2] ?? 0),
    ppid: fields[4] ?? 0,
    pgid: fields[5] ?? 0,
    userTicks: fields[14] ?? 0,
    systemTicks: fields[15] ?? 0,
    reapedUserTicks: fields[16] ?? 0,
    reapedSystemTicks: fields[17] ?? 0,
    threads: fields[20] ?? 0,
    startTicks: fields[22] ?? 0,
    virtualBytes: fields[23] ?? 0,
    residentPages: fields[24] ?? 0,
    nameHash: hash(bytes, bytes.indexOf(OPENING) + 1, nameEnd),
  };
}

/** FNV-1a; a name has 15 bytes at the most. */
function hash(bytes: Buffer, start: number, end: number): number {
  let value = 0x811c9dc5;
  for (let at = start; at < end; at++) value = Math.imul(value ^ (bytes[at] ?? 0), 0x01000193);
  return value >>> 0;
}

/** A process that has ended and waits for its parent to take notice; it holds nothing any more. */
export function isZombie({ state }: Pick<StatLine, 'state'>): boolean {
  return state === 'Z' || state === 'X';
}
