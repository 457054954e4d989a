import { SIGNALS } from '#contract/alert-signal.ts';
import type { LostPoints } from '#contract/health.ts';
import type { Rule } from '../../configuration/configuration.ts';
import { sayBytes } from '../../health/health.ts';
import type { Said } from '../look.ts';
import { MACHINE_VALUES, type MachineNow, machineTroubles, share } from '../signals/machine-now.ts';
import type { MachineSignal } from '../signals/server-values.ts';
import { sayFigure } from './say-figure.ts';

/** What is wrong with the machine or Signalbox by a rule, in figures, and what can be done. */
export function sayMachine(rule: Rule, value: number | null, machine: MachineNow): Said {
  const { condition, signal } = rule;
  if (value === null || !isMachineSignal(signal)) {
    return { message: `There is no figure for “${signal}”`, nextStep: null, actions: [] };
  }
  if (condition.kind === 'rise') {
    const during = sayFigure(condition.windowMs / 1_000, 'seconds');
    const message = `${SIGNALS[signal].title}: rose by more than ${sayFigure(condition.by, rule.unit)} within ${during}, to ${sayFigure(value, rule.unit)}`;
    return { message, nextStep: null, actions: [] };
  }
  return WORDS[signal](value, machine);
}

function isMachineSignal(signal: string): signal is MachineSignal {
  return Object.hasOwn(MACHINE_VALUES, signal);
}

const WORDS: Readonly<Record<MachineSignal, (value: number, machine: MachineNow) => Said>> = {
  machine_memory_percent(value, { facts }) {
    const memory = facts?.memory ?? null;
    const left =
      memory === null
        ? ''
        : `: ${sayBytes(memory.availableBytes)} of ${sayBytes(memory.totalBytes)} are left`;
    return {
      message: `The memory of this machine is ${sayFigure(value, 'percent')} in use${left}`,
      nextStep: 'Close programs that need much of it, or stop servers that nobody uses.',
      actions: [],
    };
  },
  disk_free_percent: (_, machine) => sayDisk(machine),
  disk_free_bytes: (_, machine) => sayDisk(machine),
  offline: (_, { facts }) => ({
    message: isUp(facts)
      ? 'There is no way out of this machine: no name server answers'
      : 'There is no network: no interface of this machine leads out of it',
    nextStep: 'Servers that are reached over it are tried again by themselves once it is back.',
    actions: [],
  }),
  configuration_broken: () => ({
    message: 'The configuration file can’t be applied; the last good one runs on',
    nextStep: 'Mend it: the window shows where and what.',
    actions: ['open-configuration'],
  }),
  machine_trouble: (_, { system }) => ({
    message: sentenceOf(machineTroubles(system)) ?? 'The machine is unhealthy',
    nextStep: 'Mend it: Signalbox can’t keep what it should.',
    actions: [],
  }),
  engine_trouble: (_, { engine }) => ({
    message: `Signalbox is ${engine.status}${colon(sentenceOf(engine.lost, false))}`,
    nextStep: 'If that lasts, restart Signalbox.',
    actions: [],
  }),
};

function sayDisk({ facts }: MachineNow): Said {
  const [disk] = (facts?.disks ?? []).toSorted((a, b) => a.freeBytes - b.freeBytes);
  const message =
    disk === undefined
      ? 'The disk is nearly full'
      : `The disk with ${disk.holds.join(' and ')} of Signalbox has ${sayBytes(disk.freeBytes)} free of ${sayBytes(disk.totalBytes)} (${sayFigure(share(disk), 'percent')})`;
  return { message, nextStep: 'Make room on it: soon nothing can be kept any more.', actions: [] };
}

function isUp(facts: MachineNow['facts']): boolean {
  return facts?.network?.isUp === true;
}

function sentenceOf([first]: readonly LostPoints[], isFirstWord = true): string | null {
  if (first === undefined) return null;
  return isFirstWord ? first.sentence.charAt(0).toUpperCase() + first.sentence.slice(1) : first.sentence;
}

function colon(text: string | null): string {
  return text === null ? '' : `: ${text}`;
}
