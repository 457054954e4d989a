import { afterAll, describe, expect, it } from 'vitest';
import type { CallsInFlight, ProbeResult } from '#engine/mcp/mcp.ts';
import { watchLiveness } from '../../../main/engine/supervision/liveness.ts';
import { VirtualMachine } from '../../fakes/virtual-machine.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** The defaults of servers.json. */
const SETTINGS = { intervalMs: 10_000, timeoutMs: 8_000, misses: 3, onHang: 'restart' } as const;
const NORMAL_MS = 3;

/** Seeded (mulberry32), so that a failure can be seen again. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A server that does one thing at a time, and the watch on it. */
class Patient {
  readonly machine = new VirtualMachine();
  readonly random: () => number;
  /** When the watch told of a hang; null as long as it did not. */
  hungAtMs: number | null = null;
  /** How long the server takes for a probe. */
  answerMs: () => number = () => NORMAL_MS;
  #freeFromMs = 0;
  #asleepMs = 0;
  #isDead = false;
  readonly #calls: { readonly sinceMs: number }[] = [];
  #progressMs: number | null = null;
  readonly #watch: ReturnType<typeof watchLiveness>;

  constructor(seed: number) {
    this.random = seeded(seed);
    const { machine } = this;
    const patient = this;
    const calls: CallsInFlight = {
      get inFlight() {
        return patient.#calls.length;
      },
      get oldestSinceMs() {
        return patient.#calls[0]?.sinceMs ?? null;
      },
      get lastProgressMs() {
        return patient.#progressMs;
      },
    };
    this.#watch = watchLiveness({
      clock: machine,
      random: this.random,
      settings: () => SETTINGS,
      onChange: () => {},
      onHung: () => {
        this.hungAtMs = machine.monotonic();
      },
      onAnswersAgain: () => {},
      session: { calls, probe: (timeoutMs) => this.#probe(timeoutMs) },
    });
  }

  between(fromMs: number, toMs: number): number {
    return fromMs + this.random() * (toMs - fromMs);
  }

  /** Runs for `hours`, in which the machine is awake, or until it is told to hang. */
  async live(hours: number): Promise<number> {
    const isOver = () => this.machine.monotonic() - this.#asleepMs >= hours * HOUR;
    await this.machine.run(() => this.hungAtMs !== null || isOver());
    this.#watch.close();
    return hours;
  }

  /** Does nothing else for so long: what is asked meanwhile is answered afterwards. */
  block(ms: number): void {
    this.#freeFromMs = Math.max(this.#freeFromMs, this.machine.monotonic()) + ms;
  }

  /** A client's call that takes `ms`, blocks the server for that long, and is answered, or is out of time before. */
  call(ms: number, timeoutMs = Number.POSITIVE_INFINITY): void {
    const call = { sinceMs: this.machine.monotonic() };
    this.#calls.push(call);
    const end = () => {
      const index = this.#calls.indexOf(call);
      if (index >= 0) this.#calls.splice(index, 1);
      if (this.#calls.length === 0) this.#progressMs = null;
    };
    this.block(ms);
    if (Number.isFinite(timeoutMs)) this.machine.after(timeoutMs, end);
    this.#whenFree(() => {
      if (this.#isDead) return;
      this.#say();
      end();
    });
  }

  progress(): void {
    if (this.#isDead) return;
    this.#progressMs = this.machine.monotonic();
    this.#say();
  }

  /** Reports progress every so often for `ms`. */
  report(everyMs: number, ms: number): void {
    if (ms < everyMs) return;
    this.machine.later(everyMs, () => {
      this.progress();
      this.report(everyMs, ms - everyMs);
    });
  }

  /** Never says anything again. */
  die(): void {
    this.#isDead = true;
  }

  /** Sleeps in between: the server's work is put off as well. */
  sleep(ms: number, counts: boolean): void {
    this.machine.sleep(ms, counts);
    if (!counts) return;
    this.#freeFromMs += ms;
    this.#asleepMs += ms;
  }

  /** Again and again after waits between the two, as long as it lives. */
  often(fromMs: number, toMs: number, then: () => void): void {
    this.machine.later(this.between(fromMs, toMs), () => {
      then();
      this.often(fromMs, toMs, then);
    });
  }

  #say(): void {
    if (!this.#isDead) this.#watch.noteActivity();
  }

  /** A server that was put off in its sleep is asked again when it would be free. */
  #whenFree(then: () => void, afterMs = 0): void {
    const waitMs = Math.max(0, this.#freeFromMs - this.machine.monotonic());
    this.machine.later(waitMs + afterMs, () => {
      if (this.#freeFromMs > this.machine.monotonic() + 1 && waitMs > 0) this.#whenFree(then);
      else then();
    });
  }

  #probe(timeoutMs: number): Promise<ProbeResult> {
    const { promise, resolve } = Promise.withResolvers<ProbeResult>();
    const sentMs = this.machine.monotonic();
    let isOver = false;
    const cancel = this.machine.after(timeoutMs, () => {
      isOver = true;
      resolve({ ok: false, why: 'timeout', message: 'no answer' });
    });
    this.#whenFree(() => {
      if (this.#isDead) return;
      this.#say();
      cancel();
      if (!isOver) resolve({ ok: true, ms: this.machine.monotonic() - sentMs });
    }, this.answerMs());
    return promise;
  }
}

type Scenario = (patient: Patient) => void;

const sleepNowAndThen: Scenario = (patient) => {
  patient.often(5 * MINUTE, 2 * HOUR, () => {
    patient.sleep(patient.between(MINUTE, 8 * HOUR), patient.random() < 0.5);
    // What was swapped out comes back slowly.
    patient.block(patient.between(0, 9 * SECOND));
  });
};

/** A lid that is shut: again and again awake for moments, in which the server gets nothing done. */
const wakeForMoments: Scenario = (patient) => {
  const nap = (left: number): void => {
    const awakeMs = patient.between(2 * SECOND, 15 * SECOND);
    patient.sleep(patient.between(MINUTE, 20 * MINUTE), patient.random() < 0.5);
    patient.block(awakeMs);
    if (left > 0) patient.machine.after(awakeMs, () => nap(left - 1));
  };
  patient.often(10 * MINUTE, HOUR, () => nap(8));
};

const callNowAndThen =
  (blockMs: number): Scenario =>
  (patient) => {
    patient.often(2 * MINUTE, 30 * MINUTE, () => patient.call(patient.between(blockMs / 5, blockMs)));
  };

/** Other clients ask meanwhile, and go away after a minute. */
const impatientClients: Scenario = (patient) => {
  patient.often(10 * SECOND, 3 * MINUTE, () => patient.call(NORMAL_MS, MINUTE));
};

const longCalls =
  (progressEveryMs: number | null): Scenario =>
  (patient) => {
    patient.often(2.1 * HOUR, 4 * HOUR, () => {
      patient.call(2 * HOUR);
      if (progressEveryMs !== null) patient.report(progressEveryMs, 2 * HOUR);
    });
  };

const SCENARIOS: readonly {
  readonly name: string;
  readonly servers: number;
  readonly hours: number;
  readonly make: Scenario;
}[] = [
  {
    name: 'takes 7.9 s for each answer',
    servers: 50,
    hours: 30,
    make: (patient) => {
      patient.answerMs = () => 7_900;
    },
  },
  {
    name: 'takes 9 s for each answer, longer than a probe waits',
    servers: 50,
    hours: 30,
    make: (patient) => {
      patient.answerMs = () => 9_000;
    },
  },
  {
    name: 'is as slow as it likes, up to 25 s',
    servers: 50,
    hours: 20,
    make: (patient) => {
      patient.answerMs = () => patient.between(0, 25_000);
    },
  },
  { name: 'is blocked by calls of up to 5 min', servers: 50, hours: 30, make: callNowAndThen(5 * MINUTE) },
  {
    name: 'is blocked by calls while other clients lose their patience',
    servers: 50,
    hours: 20,
    make: (patient) => {
      callNowAndThen(5 * MINUTE)(patient);
      impatientClients(patient);
    },
  },
  { name: 'sleeps for 1 min to 8 h', servers: 100, hours: 15, make: sleepNowAndThen },
  { name: 'is on a machine that wakes for moments only', servers: 100, hours: 10, make: wakeForMoments },
  {
    name: 'sleeps in the middle of long work, and is slow',
    servers: 100,
    hours: 15,
    make: (patient) => {
      patient.answerMs = () => patient.between(0, 7_900);
      callNowAndThen(5 * MINUTE)(patient);
      sleepNowAndThen(patient);
    },
  },
  { name: 'works two hours on a call and says nothing', servers: 50, hours: 20, make: longCalls(null) },
  {
    name: 'works two hours on a call and reports progress',
    servers: 25,
    hours: 20,
    make: longCalls(50 * SECOND),
  },
  {
    name: 'floods its client with progress and answers nothing else',
    servers: 25,
    hours: 20,
    make: (patient) => {
      patient.often(20 * MINUTE, HOUR, () => {
        patient.call(2 * MINUTE);
        patient.report(50, 2 * MINUTE);
      });
    },
  },
  {
    name: 'stands still for up to 20 s to tidy its memory',
    servers: 50,
    hours: 20,
    make: (patient) => {
      patient.often(20 * SECOND, 2 * MINUTE, () => patient.block(patient.between(SECOND, 20 * SECOND)));
    },
  },
  {
    name: 'is on a machine whose clock is set to and fro',
    servers: 25,
    hours: 20,
    make: (patient) => {
      patient.answerMs = () => patient.between(0, 9_000);
      patient.often(MINUTE, HOUR, () => patient.machine.setWall(patient.between(-24 * HOUR, 24 * HOUR)));
    },
  },
];

const figures: string[] = [];
let hoursInAll = 0;

afterAll(() => {
  console.log(`${figures.join('\n')}\n${hoursInAll.toLocaleString('en')} server-hours in all`);
});

describe('the watch over thousands of hours', () => {
  it.each(SCENARIOS)(
    'never calls a server hung that $name',
    async ({ name, servers, hours, make }) => {
      let killed = 0;
      for (let seed = 1; seed <= servers; seed += 1) {
        const patient = new Patient(seed * 7_919);
        make(patient);
        hoursInAll += await patient.live(hours);
        if (patient.hungAtMs !== null) killed += 1;
      }
      figures.push(`${killed} false kills in ${servers * hours} h: ${name}`);
      expect(killed).toBe(0);
    },
    240_000,
  );

  it('covers ten thousand hours', () => {
    expect(SCENARIOS.reduce((sum, { servers, hours }) => sum + servers * hours, 0)).toBeGreaterThanOrEqual(
      10_000,
    );
  });

  /** How long it takes to find each of `count` hangs at random moments, shortest first. */
  async function findHangs(count: number, make: (patient: Patient) => void): Promise<number[]> {
    const tookMs: number[] = [];
    for (let seed = 1; seed <= count; seed += 1) {
      const patient = new Patient(seed * 104_729);
      const slowestMs = [NORMAL_MS, 500, 7_900, 9_000][seed % 4] ?? NORMAL_MS;
      patient.answerMs = () => patient.between(0, slowestMs);
      make(patient);
      const hangsAtMs = patient.between(0, 20 * MINUTE);
      patient.machine.later(hangsAtMs, () => patient.die());
      await patient.live(1);
      tookMs.push((patient.hungAtMs ?? Number.POSITIVE_INFINITY) - hangsAtMs);
    }
    return tookMs.sort((a, b) => a - b);
  }

  const seconds = (tookMs: readonly number[], share: number) =>
    (tookMs[Math.ceil(tookMs.length * share) - 1] ?? Number.NaN) / SECOND;

  const tell = (tookMs: readonly number[], what: string) => {
    const [p50, p99, longest] = [0.5, 0.99, 1].map((share) => seconds(tookMs, share).toFixed(1));
    figures.push(`${tookMs.length} hangs found${what}: p50 ${p50} s, p99 ${p99} s, longest ${longest} s`);
  };

  it('finds 2,000 real hangs, 99 of 100 within 45 s', async () => {
    const tookMs = await findHangs(2_000, () => {});
    tell(tookMs, '');
    expect(seconds(tookMs, 0.99)).toBeLessThanOrEqual(45);
  }, 240_000);

  it('finds a hang also while clients go on asking, each for a minute', async () => {
    const tookMs = await findHangs(500, (patient) => {
      patient.often(SECOND, 20 * SECOND, () => patient.call(NORMAL_MS, MINUTE));
    });
    tell(tookMs, ' while clients went on asking');
    // A call sent up to 30 s after the last sign of life may be what keeps it busy; then three probes are missed.
    expect(seconds(tookMs, 1)).toBeLessThanOrEqual(30 + 60 + 50);
  }, 240_000);
});
