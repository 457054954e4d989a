import type { Catalogues } from '../../state/state.ts';
import type { Upstream } from '../../supervision/supervision.ts';

const WHAT = 'asks-clients';

/** Whether a server has been seen to ask its clients something, as it is launched now; kept on disk. */
export class SeenToAsk {
  readonly #upstream: Upstream;
  readonly #catalogues: Catalogues;
  #known: { readonly launchKey: string; readonly isSeen: boolean } | null = null;

  constructor(upstream: Upstream, catalogues: Catalogues) {
    this.#upstream = upstream;
    this.#catalogues = catalogues;
  }

  get isSeen(): boolean {
    const { name, launchKey } = this.#upstream;
    if (this.#known?.launchKey !== launchKey)
      this.#known = { launchKey, isSeen: this.#catalogues.load(name, launchKey).has(WHAT) };
    return this.#known.isSeen;
  }

  note(method: string): void {
    const { name, launchKey } = this.#upstream;
    this.#catalogues.save(name, launchKey, WHAT, { method });
    this.#known = { launchKey, isSeen: true };
  }
}
