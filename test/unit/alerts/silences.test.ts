import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { AlertEvent } from '../../../main/engine/alerts/alert-event.ts';
import { keepSilences, type Silences } from '../../../main/engine/alerts/silences.ts';
import { openState } from '../../../main/engine/state/state.ts';
import { fakeAlert } from '../../fakes/alert.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

function keeper() {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-silences-'));
  const clock = new FakeClock();
  const state = openState(join(folder, 'signalbox.sqlite'), clock);
  let changes = 0;
  const opened: Silences[] = [];
  const open = (alerts: readonly string[] = []) => {
    const isOpen = (id: string) => alerts.includes(id);
    const silences = keepSilences({ clock, shelves: state.shelves, isOpen, onChange: () => changes++ });
    opened.push(silences);
    return silences;
  };
  onTestFinished(() => {
    for (const silences of opened) silences.close();
    state.close();
    rmSync(folder, { recursive: true });
  });
  return { clock, open, changes: () => changes };
}

const turned = (kind: AlertEvent['kind'], alert: AlertEvent['alert']): AlertEvent[] => [{ kind, alert }];

test('a silence for an hour covers the rule and the server of its alert, and is over by itself', () => {
  const { clock, open, changes } = keeper();
  const silences = open();
  silences.add({ alert: fakeAlert({ rule: 'high_cpu', server: 'github' }), for: 3600 });
  expect(silences.now()).toMatchObject([{ alert: null, rule: 'high_cpu', server: 'github' }]);
  clock.advance(3_599_000);
  expect(silences.now()).toHaveLength(1);
  const before = changes();
  clock.advance(1_000);
  expect(silences.now()).toEqual([]);
  expect(changes()).toBe(before + 1);
});

test('one until its alert changes ends when that gets worse, and when it is over', () => {
  for (const kind of ['worse', 'resolved', 'withdrawn'] as const) {
    const silences = keeper().open();
    const alert = fakeAlert({ id: 'a1' });
    silences.add({ alert, for: 'until-change' });
    silences.note(turned('changed', alert));
    silences.note(turned(kind, fakeAlert({ id: 'another' })));
    expect(silences.now()).toHaveLength(1);
    silences.note(turned(kind, alert));
    expect(silences.now()).toEqual([]);
  }
});

test('silences hold over a restart of the engine, but for those whose time passed meanwhile', () => {
  const { clock, open } = keeper();
  const first = open();
  first.add({ server: 'github', for: 'ever', note: 'noisy' });
  first.add({ rule: 'high_cpu', for: 60 });
  first.close();
  clock.advance(61_000);
  const later = open();
  expect(later.now()).toMatchObject([{ server: 'github', rule: null, until: null, note: 'noisy' }]);
  expect(later.add({ rule: 'slow', for: 60 }).id).toBeGreaterThan(later.now()[0]?.id ?? 0);
});

test('one until its alert changes ends with a restart that the alert does not outlive', () => {
  const { open } = keeper();
  const first = open();
  first.add({ alert: fakeAlert({ id: 'firing' }), for: 'until-change' });
  first.add({ alert: fakeAlert({ id: 'pending' }), for: 'until-change' });
  first.close();
  expect(open(['firing']).now()).toMatchObject([{ alert: 'firing' }]);
  expect(open(['firing', 'pending']).now()).toMatchObject([{ alert: 'firing' }]);
});

test('one that is taken back counts no more, and one of everything is refused', () => {
  const silences = keeper().open();
  const { id } = silences.add({ server: 'github', for: 'ever' });
  silences.remove(id);
  expect(silences.now()).toEqual([]);
  expect(() => silences.remove(id)).toThrow(/no silence/);
  expect(() => silences.add({ for: 'ever' })).toThrow(/name what to silence/);
  expect(() => silences.add({ server: 'github', for: 'until-change' })).toThrow(/single alert/);
});
