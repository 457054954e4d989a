import { mkdir } from 'node:fs/promises';
import { onTestFinished } from 'vitest';
import { systemClock } from '#engine/ports.ts';
import { openProcesses, type Processes, type Swept } from '#engine/process/process.ts';
import { openState, type State } from '#engine/state/state.ts';
import type { Defer, Home } from './home.ts';

/** The room that starts and ends processes, without the engine around it. */
export interface Room {
  readonly processes: Processes;
  readonly swept: readonly Swept[];
  readonly state: State;
  /** As an engine that has stopped or released everything. Called at the end too. */
  close(): Promise<void>;
}

export async function openRoom(
  home: Home,
  environment: Readonly<Record<string, string | undefined>> = process.env,
  defer: Defer = onTestFinished,
): Promise<Room> {
  await mkdir(home.places.state, { recursive: true });
  const state = openState(home.places.databaseFile, systemClock);
  const { processes, swept } = await openProcesses({
    homeId: state.homeId,
    records: state.records,
    genealogy: state.genealogy,
    clock: systemClock,
    stateFolder: home.places.state,
    environment,
    onGuardLost: (reason) => {
      throw new Error(`the guard was lost: ${reason}`);
    },
    onFault: (message) => {
      throw new Error(message);
    },
  });
  let isOpen = true;
  const close = async (): Promise<void> => {
    if (!isOpen) return;
    isOpen = false;
    await processes.close();
    state.close();
  };
  defer(close);
  return { processes, swept, state, close };
}
