import type { LaunchContext } from './launch-context.ts';

/** A write to the records that a process which runs must not be lost for. */
export function attempt({ onFault }: Pick<LaunchContext, 'onFault'>, write: () => void): void {
  try {
    write();
  } catch (error) {
    onFault(
      `A process record could not be written: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
