import { isDeepStrictEqual } from 'node:util';
import type { Caller } from '#contract/caller.ts';
import type { ConfigurationStatus, Finding, Plan, RollbackOffer } from '#contract/configuration-status.ts';
import { sayPlan } from '#contract/say-plan.ts';
import { type Configuration, planChanges } from '../configuration/configuration.ts';
import type { Clock } from '../ports.ts';
import type { Register } from '../state/state.ts';
import type { Supervision } from '../supervision/supervision.ts';
import { sayCaller } from './texts/say-conflict.ts';
import { touchedBy } from './touched-by.ts';

export interface Adopted {
  readonly plan: Plan;
  /** Fulfilled when nothing is left of the servers that had to stop. */
  readonly done: Promise<void>;
}

/** What runs, and what is told of it. */
export interface Adoption {
  readonly status: ConfigurationStatus;
  readonly current: Configuration | null;
  /** Runs another configuration from now on. `revision` is that of the file; undefined leaves what is told of the file. */
  adopt(configuration: Configuration, revision: string | undefined, by: Caller): Adopted;
  /** The file is broken: what runs runs on. */
  refuse(findings: readonly Finding[], revision: string | null): void;
  /** More findings of the configuration that runs. */
  addFindings(configuration: Configuration, findings: readonly Finding[]): void;
  tellRollbacks(offers: RollbackOffer[]): void;
}

export function createAdoption(options: {
  readonly file: string;
  readonly format: ConfigurationStatus['format'];
  readonly supervision: Supervision;
  readonly register: Register;
  readonly clock: Clock;
  /** Before any server is touched. */
  readonly onAdopting: (plan: Plan) => void;
  readonly onAdopted: (before: Configuration | null, after: Configuration, plan: Plan) => void;
  readonly onStatus: (status: ConfigurationStatus) => void;
}): Adoption {
  const { file, format, supervision, register, clock } = options;
  let current: Configuration | null = null;
  let status: ConfigurationStatus = {
    file,
    format,
    valid: true,
    findings: [],
    applied_at: null,
    plan: null,
    revision: null,
    version: null,
    outdated: false,
    rollbacks: [],
  };

  function tell(change: Partial<ConfigurationStatus>, isNews = false): void {
    const next = { ...status, ...change };
    if (!isNews && isDeepStrictEqual(next, status)) return;
    status = next;
    options.onStatus(status);
  }

  function note(
    lamp: 'info' | 'bad',
    kind: 'configuration-applied' | 'configuration-refused',
    text: string,
  ): void {
    register.add({ lamp, kind, server: null, text });
  }

  return {
    get status() {
      return status;
    },
    get current() {
      return current;
    },
    adopt(configuration, revision, by) {
      const before = current;
      const wasBroken = !status.valid && revision !== undefined;
      const plan = planChanges(before, configuration);
      const isSame = before !== null && saysTheSame(before, configuration);
      current = configuration;
      options.onAdopting(plan);
      const done = supervision.apply(configuration, plan);
      options.onAdopted(before, configuration, plan);
      // A save with another program is the usual thing, and what the engine does is told by itself.
      const who = by.kind === 'file' || by.kind === 'engine' ? '' : `; changed ${sayCaller(by)}`;
      if (before !== null && (touchedBy(plan).length > 0 || wasBroken))
        note('info', 'configuration-applied', `Configuration applied: ${sayPlan(plan)}${who}`);
      else if (before !== null && !isSame)
        note('info', 'configuration-applied', `Configuration applied: settings of Signalbox changed${who}`);
      const isNews = !isSame || wasBroken;
      const { version, isOutdated: outdated } = configuration;
      const ofFile = { valid: true, findings: [...configuration.findings], version, outdated };
      const told = {
        ...(revision === undefined ? {} : { ...ofFile, revision }),
        // Comments and layout are no reason to say that anything was applied.
        ...(isNews ? { applied_at: new Date(clock.now()).toISOString(), plan } : {}),
      };
      tell(told, isNews);
      return { plan, done };
    },
    refuse(findings, revision) {
      const first = findings.find(({ severity }) => severity === 'error');
      const where = first === undefined ? '' : ` line ${first.line}: ${first.message.replace(/\.$/, '')}.`;
      const running =
        current === null ? 'Nothing runs until it is mended.' : 'The last good one keeps running.';
      note('bad', 'configuration-refused', `Configuration not applied:${where} ${running}`);
      tell({ valid: false, findings: [...findings], revision });
    },
    addFindings(configuration, findings) {
      if (configuration !== current || !status.valid) return;
      const all = [...configuration.findings, ...findings];
      tell({ findings: all.toSorted((a, b) => a.line - b.line || a.column - b.column) });
    },
    tellRollbacks: (rollbacks) => tell({ rollbacks }),
  };
}

/** Whether two differ in nothing but comments, layout and the order of keys. */
function saysTheSame(a: Configuration, b: Configuration): boolean {
  return isDeepStrictEqual(said(a), said(b));
}

function said(configuration: Configuration): unknown {
  const { servers, monitoring, alerts, operations, gateway, http, logging, inputs, version } = configuration;
  return { servers, monitoring, alerts, operations, gateway, http, logging, inputs, version };
}
