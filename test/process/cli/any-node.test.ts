import { execFile } from 'node:child_process';
import { access, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { makeHome } from '../harness/home.ts';

const run = promisify(execFile);
const COMMAND = join(import.meta.dirname, '../../../main/cli/signalbox.js');

/** Every node on the PATH, the one that runs this test first. */
async function nodes(): Promise<string[]> {
  const found = [process.execPath];
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const program = join(folder, process.platform === 'win32' ? 'node.exe' : 'node');
    await access(program).then(
      () => found.push(program),
      () => undefined,
    );
  }
  return [...new Set(found)];
}

// On a machine whose own Node is 20, that one is among them.
test.each(await nodes())('signalbox runs on %s, through a link and from any folder', async (node) => {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-link-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const link = join(folder, 'signalbox');
  await symlink(COMMAND, link);
  const home = await makeHome();
  const env = { ...process.env, SIGNALBOX_HOME: home.folder };
  const { stdout } = await run(node, [link, '--version'], { cwd: folder, env });
  expect(stdout.trim()).toMatch(/^\d+\.\d+\.\d+$/);
  const status = run(node, [link, 'status'], { cwd: folder, env });
  await expect(status).rejects.toMatchObject({
    code: 3,
    stderr: expect.stringContaining('No engine is running'),
  });
});
