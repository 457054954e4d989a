export interface CheckLoopOptions<Answer> {
  readonly check: (text: string) => Promise<Answer>;
  /** Called for the newest text alone: an answer that was overtaken is dropped. */
  readonly onAnswer: (text: string, answer: Answer) => void;
  readonly onProblem: (text: string, error: unknown) => void;
  /** How long nothing more must have been typed. */
  readonly waitMs?: number;
}

export interface CheckLoop {
  /** Checks this text soon, in place of any that waits. */
  want(text: string): void;
  /** At once. */
  wantNow(text: string): void;
  end(): void;
}

/** Asks what is to be said of a text while it is being typed: not at each key, and one question at a time. */
export function checkLoop<Answer>(options: CheckLoopOptions<Answer>): CheckLoop {
  const { check, onAnswer, onProblem, waitMs = 250 } = options;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asking = false;
  let next: string | null = null;
  let ended = false;

  const begin = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    if (asking || next === null) return;
    const text = next;
    next = null;
    asking = true;
    try {
      const answer = await check(text);
      if (!ended && next === null) onAnswer(text, answer);
    } catch (error) {
      if (!ended && next === null) onProblem(text, error);
    }
    asking = false;
    if (!ended && next !== null && timer === undefined) void begin();
  };

  const schedule = (text: string, afterMs: number): void => {
    if (ended) return;
    next = text;
    clearTimeout(timer);
    timer = setTimeout(() => void begin(), afterMs);
  };

  return {
    want: (text) => schedule(text, waitMs),
    wantNow: (text) => schedule(text, 0),
    end() {
      ended = true;
      clearTimeout(timer);
    },
  };
}
