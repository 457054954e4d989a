import assert from 'node:assert/strict';
import { chmod, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FIXTURES, fixture } from '../../process/harness/fixture.ts';
import type { FaultCase } from '../kit/fault-case.ts';

/** Long enough for two of the first waits: a retry would be seen. */
const LOOKED_MS = 3_500;

function permanent(id: string, name: string, injected: string, server: object, code: string): FaultCase {
  return {
    id,
    name,
    injected,
    expected: `fails for good with ${code} and what mends it; no loop of tries`,
    pace: 'quick',
    async run({ home, open }) {
      const engine = await open(await home({ bad: server }));
      await engine.untilServer('bad', 'fails', ({ state }) => state === 'failed');
      await sleep(LOOKED_MS);
      const view = await engine.server('bad');
      assert.equal(view.state, 'failed');
      assert.equal(view.restarts, 0);
      assert.equal(view.problem?.code, code);
      assert.notEqual(view.problem?.fix ?? null, null);
      return `“${view.problem?.message}. ${view.problem?.fix}”; tried once`;
    },
  };
}

export const unusable: readonly FaultCase[] = [
  permanent(
    '5a',
    'the command does not exist',
    'a name that is on no PATH',
    { command: 'no-such-command-anywhere' },
    'command-not-found',
  ),
  permanent(
    '5b',
    'the command may not be executed',
    'a file without the right',
    { command: `${FIXTURES}not-executable` },
    'not-executable',
  ),
  permanent(
    '5c',
    'the working folder is not there',
    '"cwd" names a folder that does not exist',
    fixture('well-behaved', { cwd: '/no/such/folder' }),
    'bad-working-directory',
  ),
  permanent(
    '5d',
    'the interpreter in the first line is missing',
    'a script with a #! that leads nowhere',
    { command: `${FIXTURES}bad-shebang` },
    'not-executable',
  ),
  permanent(
    '5e',
    'a shell says that it found nothing to run',
    'sh exits with 127',
    { command: 'sh', args: ['-c', 'no-such-command-anywhere'] },
    'exit-unusable',
  ),
  {
    id: '5f',
    name: 'the missing command is installed',
    injected: 'the file that "command" names is made while the server has failed for good',
    expected: 'started by itself',
    pace: 'quick',
    async run({ home, open }) {
      const place = await home({});
      const command = join(place.folder, 'late-server');
      await place.configure({ bad: { command } });
      const engine = await open(place);
      await engine.untilServer('bad', 'fails', ({ state }) => state === 'failed');
      await writeFile(
        `${command}.new`,
        `#!/bin/sh\nexec '${process.execPath}' '${FIXTURES}well-behaved.js'\n`,
      );
      await chmod(`${command}.new`, 0o755);
      await rename(`${command}.new`, command);
      await engine.untilReady('bad');
      const told = (await engine.register('bad')).map(({ text }) => text);
      return told
        .map((text) => `“${text}”`)
        .join(' → ')
        .replaceAll(place.folder, '…');
    },
  },
];
