export interface AskAgainOptions {
  /** Asks, and puts what comes of it into its store. Rejects when it is to be asked again after `retryMs`. */
  readonly ask: () => Promise<void>;
  readonly now?: () => number;
  /** The least time between two questions. */
  readonly gapMs?: number;
  /** Wait before a question that failed is asked again. */
  readonly retryMs?: number;
}

export interface AskAgain {
  /** Asks soon; once for all wishes that come before it is due, and again for one that comes meanwhile. */
  want(): void;
  /** No question begins after this; one that is on its way is not stopped. */
  end(): void;
}

/** A question that is asked again whenever something changed, but not more often than its answer can be read. */
export function askAgain({ ask, now = Date.now, gapMs = 1000, retryMs = 3000 }: AskAgainOptions): AskAgain {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let askedMs = Number.NEGATIVE_INFINITY;
  let asking = false;
  let again = false;
  let ended = false;

  const begin = async (): Promise<void> => {
    timer = undefined;
    asking = true;
    again = false;
    askedMs = now();
    let failed = false;
    try {
      await ask();
    } catch {
      // What went wrong was told by the question itself.
      failed = true;
    }
    asking = false;
    if (ended) return;
    if (again) want();
    else if (failed) timer = setTimeout(() => void begin(), retryMs);
  };

  const want = (): void => {
    if (ended) return;
    again = asking;
    if (asking || timer !== undefined) return;
    timer = setTimeout(() => void begin(), Math.max(0, askedMs + gapMs - now()));
  };

  return {
    want,
    end() {
      ended = true;
      clearTimeout(timer);
    },
  };
}
