import { fileURLToPath } from 'node:url';

export const FIXTURES = fileURLToPath(new URL('../../fixtures/servers/', import.meta.url));

/** The entry of `mcpServers` that runs a fixture server with node, with more settings for that entry. */
export function fixture(name: string, settings: object = {}): object {
  return { command: process.execPath, args: [`${FIXTURES}${name}.js`], ...settings };
}
