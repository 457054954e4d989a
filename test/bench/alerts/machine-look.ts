import type { Said, SubjectLook } from '#engine/alerts/look.ts';
import type { Rule, Signal } from '#engine/configuration/configuration.ts';
import type { World } from './world.ts';

/** What rules see of the machine. */
export class MachineLook implements SubjectLook {
  readonly server = null;
  readonly over = null;
  readonly quiet = null;
  readonly roots = [];
  readonly #world: World;
  #second = 0;

  constructor(world: World) {
    this.#world = world;
  }

  set(second: number): void {
    this.#second = second;
  }

  value(signal: Signal): number | null {
    const { machine } = this.#world;
    switch (signal) {
      case 'machine_memory_percent':
        return machine.memoryPercent(this.#second);
      case 'disk_free_bytes':
        return machine.diskFreeBytes(this.#second);
      case 'disk_free_percent':
        return (100 * machine.diskFreeBytes(this.#second)) / machine.diskBytes;
      case 'offline':
        return machine.isOffline(this.#second) ? 1 : 0;
      case 'configuration_broken':
      case 'machine_trouble':
      case 'engine_trouble':
        return 0;
      default:
        return null;
    }
  }

  say(rule: Rule, value: number | null): Said {
    return { message: `${rule.title} (${value})`, nextStep: null, actions: [] };
  }
}
