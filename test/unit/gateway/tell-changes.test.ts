import { expect, it } from 'vitest';
import { tellChanges } from '#engine/gateway/tell-changes.ts';
import { FakeUpstream } from '../../fakes/fake-upstream.ts';
import { at, openRelay } from './relay/open-relay.ts';

async function open() {
  const files = new FakeUpstream('files', 'legacy', { tools: {}, prompts: {} });
  const relay = openRelay(files);
  const all = await relay.attach({ kind: 'all' });
  const one = await relay.attach(at('files'));
  return { ...relay, all, one, changes: tellChanges(relay.clock, relay.clients) };
}

it('a client of all servers is told once of many changes, and of no list that did not change', async () => {
  const { all, one, changes, clock } = await open();
  changes.note(['tools']);
  changes.note(['tools']);
  changes.note([]);
  clock.advance(200);
  expect(all.heard.map(({ method }) => method)).toEqual(['notifications/tools/list_changed']);
  expect(one.heard).toEqual([]);
  changes.note(['prompts']);
  clock.advance(200);
  expect(all.heard.map(({ method }) => method).slice(1)).toEqual(['notifications/prompts/list_changed']);
});

it('nobody is told of anything after the end, and no timer is left', async () => {
  const { all, changes, clock } = await open();
  const before = clock.pendingTimers;
  changes.note(['tools']);
  changes.close();
  changes.note(['prompts']);
  expect(clock.pendingTimers).toBe(before);
  clock.advance(200);
  expect(all.heard).toEqual([]);
});
