/** What is looked at of Electron's IpcMainInvokeEvent. */
export interface SenderEvent {
  readonly sender: { readonly id: number };
  /** Null when the frame is gone by now. */
  readonly senderFrame: { readonly url: string; readonly parent: unknown } | null;
}

export interface TrustedSenders {
  /** Trusts the main frame of this web contents while it shows `url` (query and fragment don't count). */
  trust(contentsId: number, url: string): void;
  distrust(contentsId: number): void;
  accepts(event: SenderEvent): boolean;
}

function pageOf(url: string): string {
  return url.replace(/[?#].*$/s, '');
}

/** A message counts only when it comes from our own window, from its main frame, and from our own page in it. */
export function createTrustedSenders(): TrustedSenders {
  const pages = new Map<number, string>();
  return {
    trust(contentsId, url) {
      pages.set(contentsId, pageOf(url));
    },
    distrust(contentsId) {
      pages.delete(contentsId);
    },
    accepts({ sender, senderFrame }) {
      if (senderFrame === null || senderFrame.parent !== null) return false;
      return pages.get(sender.id) === pageOf(senderFrame.url);
    },
  };
}
