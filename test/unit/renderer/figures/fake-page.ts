import type { SeenPage } from '../../../../renderer/store/figures/ask-while-seen.ts';

/** A page that a test hides and shows. */
export class FakePage extends EventTarget {
  hidden = false;
  listening = 0;

  override addEventListener(type: string, listener: EventListenerOrEventListenerObject): void {
    this.listening += 1;
    super.addEventListener(type, listener);
  }

  override removeEventListener(type: string, listener: EventListenerOrEventListenerObject): void {
    this.listening -= 1;
    super.removeEventListener(type, listener);
  }

  show(seen: boolean): void {
    this.hidden = !seen;
    this.dispatchEvent(new Event('visibilitychange'));
  }

  get asPage(): SeenPage {
    return this as unknown as SeenPage;
  }
}
