import type { LoadResult } from './server-config.ts';

export function loadConfiguration(file: string): Promise<LoadResult> {
  throw new Error(`not written yet: ${file}`);
}
