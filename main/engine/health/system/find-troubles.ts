import type { LostPoints } from '#contract/health.ts';
import { lose } from '../score/lost-points.ts';
import { count, sayBytes, sayDuration, sayShare } from '../score/wording.ts';
import type {
  ClockJump,
  DiskFacts,
  FolderFacts,
  MemoryFacts,
  NetworkFacts,
  SystemFacts,
} from './system-facts.ts';

/** Something about the machine that costs points. */
export interface Trouble {
  /** The same for as long as it lasts, also when it gets worse. */
  readonly subject: string;
  readonly lost: LostPoints;
  /** What is told when it is over; null for what is over by itself and not worth a word. */
  readonly back: string | null;
}

const GiB = 1024 ** 3;
const MiB = 1024 ** 2;

/** A share says little of a disk of many terabytes, and a size little of one that is small: both are bounded. */
function lowDiskBytes(totalBytes: number): number {
  return Math.max(Math.min(0.05 * totalBytes, 50 * GiB), Math.min(2 * GiB, 0.25 * totalBytes));
}

function fullDiskBytes(totalBytes: number): number {
  return Math.max(Math.min(0.01 * totalBytes, 10 * GiB), Math.min(100 * MiB, 0.05 * totalBytes));
}

const LOW_MEMORY = 0.08;
const NO_MEMORY = 0.02;
/** With more swap free than this the system has somewhere to put what is not in use. */
const SWAP_LEFT = 0.5;
const NO_SWAP = 0.1;

export function findTroubles(facts: SystemFacts): readonly Trouble[] {
  return [
    ...facts.disks.flatMap(diskTrouble),
    ...facts.folders.flatMap(folderTroubles),
    ...(facts.memory === null ? [] : memoryTrouble(facts.memory)),
    ...facts.clockJumps.map(clockTrouble),
    ...(facts.network === null ? [] : networkTroubles(facts.network)),
  ];
}

export function sayDisk({ holds, freeBytes, totalBytes }: DiskFacts): string {
  const share = totalBytes === 0 ? 0 : freeBytes / totalBytes;
  return `the disk with ${holds.join(' and ')} has ${sayBytes(freeBytes)} free of ${sayBytes(totalBytes)} (${sayShare(share)})`;
}

function diskTrouble(disk: DiskFacts): Trouble[] {
  const { freeBytes, totalBytes } = disk;
  if (freeBytes >= lowDiskBytes(totalBytes)) return [];
  const isFull = freeBytes < fullDiskBytes(totalBytes);
  const sentence = isFull ? `${sayDisk(disk)}: soon nothing can be written` : sayDisk(disk);
  return [
    {
      subject: `disk ${disk.holds.join(' ')}`,
      lost: lose(isFull ? 'disk-full' : 'disk-low', sentence),
      back: `There is room again on the disk with ${disk.holds.join(' and ')}`,
    },
  ];
}

function folderTroubles({ path, unwritable, others }: FolderFacts): Trouble[] {
  const troubles: Trouble[] = [];
  if (unwritable !== null) {
    troubles.push({
      subject: `write ${path}`,
      lost: lose('not-writable', `${path} can't be written: ${unwritable}`),
      back: `${path} can be written again`,
    });
  }
  if (others === 'read' || others === 'write') {
    const sentence = `others on this machine may ${others} ${path}; "chmod go= ${path}" keeps it private`;
    troubles.push({
      subject: `open ${path}`,
      lost: lose(others === 'read' ? 'readable-by-others' : 'writable-by-others', sentence),
      back: `${path} is private again`,
    });
  }
  return troubles;
}

export function sayMemory({
  availableBytes,
  totalBytes,
  swapFreeBytes,
  swapTotalBytes,
}: MemoryFacts): string {
  const share = totalBytes === 0 ? 0 : availableBytes / totalBytes;
  const memory = `${sayBytes(availableBytes)} of ${sayBytes(totalBytes)} memory are available (${sayShare(share)})`;
  if (swapTotalBytes === null || swapFreeBytes === null) return memory;
  const swap =
    swapTotalBytes === 0
      ? 'no swap'
      : `${sayBytes(swapFreeBytes)} of ${sayBytes(swapTotalBytes)} swap are free`;
  return `${memory}, ${swap}`;
}

function memoryTrouble(memory: MemoryFacts): Trouble[] {
  const { availableBytes, totalBytes, swapFreeBytes, swapTotalBytes } = memory;
  const share = totalBytes === 0 ? 1 : availableBytes / totalBytes;
  if (share >= LOW_MEMORY) return [];
  const swapShare =
    swapTotalBytes === null || swapTotalBytes === 0 ? 0 : (swapFreeBytes ?? 0) / swapTotalBytes;
  const isExhausted = share < NO_MEMORY && swapShare < NO_SWAP;
  if (!isExhausted && swapShare >= SWAP_LEFT) return [];
  const sentence = isExhausted
    ? `${sayMemory(memory)}: the system may end processes to get some`
    : sayMemory(memory);
  return [
    {
      subject: 'memory',
      lost: lose(isExhausted ? 'memory-exhausted' : 'memory-low', sentence),
      back: 'The machine has memory to spare again',
    },
  ];
}

export function sayJump({ byMs }: ClockJump): string {
  return byMs > 0
    ? `the clock went ${sayDuration(byMs)} further than the time that passed: it was set, or the machine slept`
    : `the clock was set back by ${sayDuration(-byMs)}`;
}

function clockTrouble(jump: ClockJump): Trouble {
  const sentence = `${sayJump(jump)}; times of the last minutes may not fit together`;
  return { subject: `clock ${jump.atMs}`, lost: lose('clock-jump', sentence), back: null };
}

function networkTroubles({ hosts, isUp, missing }: NetworkFacts): Trouble[] {
  if (!isUp) {
    const sentence = `no network is up, and servers are reached at ${count(hosts, 'host')}`;
    return [{ subject: 'network', lost: lose('no-network', sentence), back: 'The network is up again' }];
  }
  return missing.map(({ host, why }) => ({
    subject: `host ${host}`,
    lost: lose('host-not-found', `the address of ${host} can't be found: ${why}`),
    back: `The address of ${host} can be found again`,
  }));
}
