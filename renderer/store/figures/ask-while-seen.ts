/** What of the page tells whether anybody sees it; a test passes its own. */
export type SeenPage = Pick<Document, 'hidden' | 'addEventListener' | 'removeEventListener'>;

export interface AskWhileSeenOptions {
  /** Asks, and puts what comes of it, or its problem, into its store. */
  readonly ask: () => Promise<void>;
  /** Wait after an answer, or after a question that failed. */
  readonly everyMs: number;
  readonly page?: SeenPage;
}

export interface AskWhileSeen {
  /** Asks at once, unless a question is on its way or nobody looks. */
  want(): void;
  /** No question begins after this; one that is on its way is not stopped. */
  end(): void;
}

/**
 * A question that is asked now and over again, one at a time, for as long as somebody sees the page: not while its
 * tab or window is hidden, and at once when it is shown again.
 */
export function askWhileSeen({ ask, everyMs, page = document }: AskWhileSeenOptions): AskWhileSeen {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asking = false;
  let ended = false;

  const begin = async (): Promise<void> => {
    if (asking || ended || page.hidden) return;
    clearTimeout(timer);
    asking = true;
    try {
      await ask();
    } catch {
      // What went wrong was told by the question itself; it is asked again like any other.
    }
    asking = false;
    if (!ended && !page.hidden) timer = setTimeout(() => void begin(), everyMs);
  };

  const onVisibility = (): void => {
    if (page.hidden) clearTimeout(timer);
    else void begin();
  };
  page.addEventListener('visibilitychange', onVisibility);
  void begin();
  return {
    want: () => void begin(),
    end() {
      ended = true;
      clearTimeout(timer);
      page.removeEventListener('visibilitychange', onVisibility);
    },
  };
}
