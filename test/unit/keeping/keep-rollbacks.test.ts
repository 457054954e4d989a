import { expect, test } from 'vitest';
import type { ServerView } from '#contract/server.ts';
import {
  type Configuration,
  NOTHING_BESIDE,
  parseConfiguration,
  planChanges,
} from '#engine/configuration/configuration.ts';
import { keepRollbacks } from '#engine/keeping/rollback/keep-rollbacks.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { fakeServerView } from '../../fakes/server-view.ts';

function configuration(command: string): Configuration {
  const text = JSON.stringify({ mcpServers: { a: { command } } });
  const result = parseConfiguration('/f.json', text, NOTHING_BESIDE);
  if (!result.ok) throw new Error(JSON.stringify(result.findings));
  return result.configuration;
}

const GOOD = configuration('good');
const BAD = configuration('bad');

/** After a change to what fails; `file` is what somebody may have saved meanwhile. */
function failed(file: Configuration) {
  const told: string[] = [];
  const written: unknown[] = [];
  let view: ServerView | null = null;
  const rollbacks = keepRollbacks({
    clock: new FakeClock(),
    register: { add: ({ text }: { text: string }) => void told.push(text) } as never,
    view: () => view,
    setting: () => 'auto',
    current: () => BAD,
    onOffers: () => {},
    async edit(edits) {
      written.push(typeof edits === 'function' ? edits(file) : edits);
      return { plan: planChanges(BAD, GOOD), revision: '' };
    },
  });
  rollbacks.noteChange(GOOD, BAD, planChanges(GOOD, BAD));
  view = fakeServerView('a', { state: 'failed' });
  rollbacks.look('a');
  return { told, written };
}

test('a server that fails after a change is given back what it had', async () => {
  const { told, written } = failed(BAD);
  expect(written).toEqual([[{ path: ['mcpServers', 'a', 'command'], value: 'good' }]]);
  await expect.poll(() => told).toEqual([expect.stringContaining('done by itself')]);
});

test('what somebody saved since it failed is not taken back', async () => {
  const { told, written } = failed(configuration('mended'));
  expect(written).toEqual([]);
  await expect.poll(() => told).toEqual([expect.stringContaining('changed since it failed')]);
});
