import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fixture } from '../harness/fixture.ts';
import { makeHome } from '../harness/home.ts';
import { serve } from '../harness/serve.ts';

const SECRETS = ['s3cret-bearer', 's3cret-password', 's3cret-query', 's3cret-named', 's3cret-json'];
const GIVEN = [
  '--header',
  'Authorization: Bearer s3cret-bearer',
  'postgresql://bob:s3cret-password@host/db',
  'https://host/?api_key=s3cret-query',
  '--env',
  'GITHUB_TOKEN=s3cret-named',
  '{"apiKey":"s3cret-json"}',
];

test('secrets in the arguments of a server and of what it starts are neither told nor kept', async () => {
  const home = await makeHome();
  const { command, args } = fixture('well-behaved') as { command: string; args: string[] };
  await home.configure({
    direct: { command, args: [...args, ...GIVEN] },
    // The one below the shell is seen in the tree alone.
    below: { command: 'sh', args: ['-c', '"$0" "$@"; exit $?', command, ...args, ...GIVEN] },
  });
  const engine = await serve(home);
  await engine.untilReady('direct', 'below');
  const told = [JSON.stringify(await engine.call('snapshot', {}))];
  for (const name of ['direct', 'below']) told.push(JSON.stringify(await engine.call('server', { name })));
  expect(told.join()).toContain('postgresql://bob:•••@host/db');
  expect(await engine.end()).toBe(0);

  const files = await readdir(home.folder, { recursive: true, withFileTypes: true });
  const kept = files.filter((file) => file.isFile() && join(file.parentPath, file.name) !== home.file);
  expect(kept.map((file) => join(file.parentPath, file.name))).toContain(home.places.databaseFile);
  for (const { parentPath, name } of kept) {
    // Copies of servers.json, to run on with when that can't be read, and to bring back.
    if (name.startsWith('last-good-') || parentPath === join(home.places.state, 'backups')) continue;
    const text = await readFile(join(parentPath, name), 'latin1');
    for (const secret of SECRETS) expect(text.includes(secret), `${secret} in ${name}`).toBe(false);
  }
  for (const secret of SECRETS) expect(told.join(), secret).not.toContain(secret);
});
