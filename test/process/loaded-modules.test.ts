import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

const STARTS = `
  import { createRequire } from 'node:module';
  await import('./main/engine/engine.ts');
  await import('./main/cli/engine-client.ts');
  await import('./main/notices/bus-notifier.ts');
  const { startHttp } = await import('./main/engine/http/http.ts');
  const server = await startHttp({ token: 't', host: '127.0.0.1', port: 0, door: {}, windowFolder: null });
  await server.close();
  console.log([...process.moduleLoadList, ...Object.keys(createRequire(import.meta.url).cache)].join('\\n'));
`;

test('an engine that only starts loads nothing that it may never need', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', STARTS], {
    cwd: PROJECT,
  });
  expect(stdout).toContain('fastify');
  const spared =
    /undici|\/ajv\/|fast-json-stringify\/index|@opentelemetry|prom-client|dbus-native|smol-toml|\/yaml\/|koffi|@napi-rs/;
  expect(stdout.split('\n').filter((line) => spared.test(line))).toEqual([]);
});
