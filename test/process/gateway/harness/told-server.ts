import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { fixture } from '../../harness/fixture.ts';

/** A server that does as it is told, and what it noted. */
export interface ToldServer {
  readonly entry: object;
  /** How often it was asked this; see the fixture. */
  count(what: string): number;
  /** Whether its tool `fail` fails. */
  setFailing(isFailing: boolean): Promise<void>;
}

/** The entry of the fixture `does-as-told`, with more settings for it. */
export function toldServer(settings: object = {}, env: Readonly<Record<string, string>> = {}): ToldServer {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-told-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const notes = join(folder, 'notes');
  const failing = join(folder, 'failing');
  return {
    entry: fixture('does-as-told', { env: { NOTES: notes, FAILING: failing, ...env }, ...settings }),
    count: (what) =>
      existsSync(notes)
        ? readFileSync(notes, 'utf8')
            .split('\n')
            .filter((line) => line === what).length
        : 0,
    setFailing: (isFailing) => (isFailing ? writeFile(failing, '') : rm(failing, { force: true })),
  };
}
