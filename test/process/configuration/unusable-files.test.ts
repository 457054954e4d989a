import { execFileSync } from 'node:child_process';
import { mkdir, readFile, rename, rm, symlink, truncate, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfiguration, NOTHING_BESIDE } from '#engine/configuration/configuration.ts';
import { FIXTURES } from '../harness/fixture.ts';
import { makeHome } from '../harness/home.ts';
import { openEngine } from '../harness/open-engine.ts';
import { until } from '../harness/until.ts';

/** What may stand where the configuration was, and the one thing that is told of it. */
const UNUSABLE: Record<string, [put: (file: string) => Promise<void>, says: RegExp]> = {
  'a link that leads to itself': [(file) => symlink(file, file), /can't be read: the link leads to itself$/],
  'links in a ring': [
    async (file) => {
      await symlink(file, `${file}.other`);
      await symlink(`${file}.other`, file);
    },
    /can't be read: the link leads to itself$/,
  ],
  'a link into nothing': [(file) => symlink(`${file}.gone`, file), /is not there$/],
  'a folder': [(file) => mkdir(file).then(() => {}), /this is a folder$/],
  'a named pipe': [async (file) => void execFileSync('mkfifo', [file]), /this is no plain file$/],
  'a device': [(file) => symlink('/dev/zero', file), /this is no plain file$/],
  // Whoever runs the test may read any file; this one fails for all.
  'a file that can’t be read': [
    (file) => symlink('/proc/self/mem', file),
    /can't be read: the disk it is on gives an error/,
  ],
  'a file of a terabyte': [
    async (file) => {
      await writeFile(file, '');
      await truncate(file, 2 ** 40);
    },
    /is too large to be a configuration: /,
  ],
  'half a file': [
    (file) => writeFile(file, 'mcpServers:\n  a: { command: "x'),
    /this \{ is never closed|not closed/,
  ],
  noise: [(file) => writeFile(file, Buffer.from([0xff, 0xfe, 0, 0xd8])), /saved as UTF-16/],
};

test.skipIf(process.platform !== 'linux')(
  'whatever stands in the place of a configuration in YAML, one thing is told and what ran runs on',
  async () => {
    const home = await makeHome();
    const file = join(home.folder, 'servers.yaml');
    const good = `# mine\nmcpServers:\n  a:\n    command: ${process.execPath}\n    args: [${FIXTURES}well-behaved.js] # as it is\n`;
    await writeFile(file, good);
    const { engine, call, untilReady } = await openEngine({ ...home, file });
    const [before] = await untilReady('a');
    expect(engine.snapshot().configuration).toMatchObject({
      file,
      format: 'yaml',
      valid: true,
      findings: [],
    });

    for (const [name, [put, says]] of Object.entries(UNUSABLE)) {
      await rm(file, { recursive: true, force: true });
      await put(file);
      await expect(call('reload', {}), name).rejects.toMatchObject({ code: 'configuration-broken' });
      const { valid, findings } = engine.snapshot().configuration;
      expect([name, valid, findings.length]).toEqual([name, false, 1]);
      expect(findings[0], name).toMatchObject({ file, message: expect.stringMatching(says) });
      const [entry] = (await call('configuration-history', { limit: 1 })).changes;
      expect(entry, name).toMatchObject({ action: 'refused' });
      if (entry?.after === null && !/not there/.test(findings[0]?.message ?? ''))
        expect(entry.summary).toBe(findings[0]?.message);
      expect(engine.snapshot().servers).toMatchObject([{ name: 'a', state: 'ready', pid: before?.pid }]);
      await rm(`${file}.other`, { force: true });
    }

    await rm(file, { recursive: true, force: true });
    await writeFile(file, good);
    await until('it is good again', () => engine.snapshot().configuration.valid);
    await call('switch-tool', { server: 'a', tool: 'echo', enabled: false });
    expect(await readFile(file, 'utf8')).toBe(`${good}    tools:\n      deny:\n        - echo\n`);
    expect(engine.snapshot().servers).toMatchObject([{ state: 'ready', pid: before?.pid }]);
  },
);

test('a file that goes and comes while it is read is whole, or told to be gone', async () => {
  const home = await makeHome();
  const file = join(home.folder, 'servers.yaml');
  const good = `mcpServers:\n${Array.from({ length: 50 }, (_, index) => `  s${index}: { command: x }\n`).join('')}`;
  const draft = `${file}.next`;
  let isDone = false;
  const writer = (async () => {
    while (!isDone) {
      await writeFile(draft, good);
      await rename(draft, file);
      await unlink(file);
    }
  })();
  const seen = new Set<string>();
  for (let round = 0; round < 300; round += 1) {
    const result = await loadConfiguration(file, NOTHING_BESIDE);
    seen.add(
      result.ok ? `${result.configuration.servers.length} servers` : String(result.findings[0]?.message),
    );
  }
  isDone = true;
  await writer;
  for (const one of seen) expect(['50 servers', 'the file is not there']).toContain(one);
});
