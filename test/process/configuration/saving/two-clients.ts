import type { ServedEngine } from '../../harness/serve.ts';

export interface ClientsResult {
  /** How often each client was told that its change is applied. */
  readonly applied: readonly [number, number];
  /** What the file says of each at the end. */
  readonly found: readonly [number, number];
  readonly conflicts: number;
}

/** Two clients that read the file, count a value of their own up and apply it, as two windows do. */
export async function twoClients(engine: ServedEngine, forMs: number): Promise<ClientsResult> {
  const endsAtMs = performance.now() + forMs;
  let conflicts = 0;
  const client = async (name: string): Promise<number> => {
    let applied = 0;
    while (performance.now() < endsAtMs) {
      const { text, revision } = await engine.call('configuration-text', {});
      const next = withCount(text, name, countOf(text, name) + 1);
      const isApplied = await engine.call('apply-configuration', { text: next, revision }).then(
        () => true,
        (error: unknown) => {
          if (!isConflict(error)) throw error;
          return false;
        },
      );
      if (isApplied) applied += 1;
      else conflicts += 1;
    }
    return applied;
  };
  const [one, other] = await Promise.all([client('ONE'), client('OTHER')]);
  const { text } = await engine.call('configuration-text', {});
  return { applied: [one, other], found: [countOf(text, 'ONE'), countOf(text, 'OTHER')], conflicts };
}

export function isConflict(error: unknown): boolean {
  return error instanceof Error && error.message.includes('"conflict"');
}

export function countOf(text: string, name: string): number {
  return Number(new RegExp(`"${name}": "(\\d+)"`).exec(text)?.[1] ?? Number.NaN);
}

export function withCount(text: string, name: string, value: number): string {
  return text.replace(new RegExp(`"${name}": "\\d+"`), `"${name}": "${value}"`);
}
