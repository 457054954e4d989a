import type { StarterServer } from './server-config.ts';

export function writeStarterConfiguration(file: string, starter: readonly StarterServer[]): Promise<boolean> {
  throw new Error(`not written yet: ${file} ${starter.length}`);
}
