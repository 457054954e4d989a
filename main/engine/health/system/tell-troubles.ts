import type { RegisterEntry } from '#contract/register.ts';
import type { Trouble } from './find-troubles.ts';

/** These are told although they make nothing worse: somebody should know. */
const TOLD_ANYWAY: ReadonlySet<string> = new Set(['readable-by-others', 'clock-jump']);
/** So many looks in a row without it before it is called over: what sways around a limit is told once. */
const CLEAN_LOOKS = 3;

/** Tells the register of each trouble once, again when it gets worse, and once when it is over. */
export function createTeller(tell: (entry: Omit<RegisterEntry, 'id' | 'at'>) => void): {
  /** `isLook` for what was found at a regular look: only those make a trouble be over. */
  look(troubles: readonly Trouble[], isLook: boolean): void;
} {
  const told = new Map<string, { readonly trouble: Trouble; cleanLooks: number }>();
  const say = (lamp: RegisterEntry['lamp'], text: string): void =>
    tell({ lamp, kind: 'system', server: null, text: `${text.charAt(0).toUpperCase()}${text.slice(1)}` });
  return {
    look(troubles, isLook) {
      for (const trouble of troubles) {
        const { makes, code, points, sentence } = trouble.lost;
        if (makes === 'healthy' && !TOLD_ANYWAY.has(code)) continue;
        const known = told.get(trouble.subject);
        if (known === undefined || points > known.trouble.lost.points) {
          say(makes === 'unhealthy' ? 'bad' : makes === 'degraded' ? 'warn' : 'info', sentence);
          told.set(trouble.subject, { trouble, cleanLooks: 0 });
        } else known.cleanLooks = 0;
      }
      if (!isLook) return;
      const now = new Set(troubles.map(({ subject }) => subject));
      for (const [subject, known] of told) {
        if (now.has(subject)) continue;
        known.cleanLooks += 1;
        if (known.cleanLooks < CLEAN_LOOKS) continue;
        told.delete(subject);
        if (known.trouble.back !== null) say('ok', known.trouble.back);
      }
    },
  };
}
