import { expect, it } from 'vitest';
import type { Event, Life } from '../../../main/engine/supervision/life.ts';
import { newLife, next } from '../../../main/engine/supervision/lifecycle.ts';
import { recordStep } from '../../../main/engine/supervision/lifecycle-record.ts';
import { lifecycleContext } from '../../fakes/lifecycle-context.ts';

function after(life: Life, ...events: Event[]): Life {
  return events.reduce((before, event) => next(before, event, lifecycleContext()).life, life);
}

const ready = after(
  newLife('closing'),
  { kind: 'start', cause: 'engine' },
  { kind: 'dependencies-ready' },
  { kind: 'slot' },
  { kind: 'handshake-done', run: 1, startMs: 100, legacy: true },
);

it.each<[Event & { kind: 'restart' }, string]>([
  [{ kind: 'restart', cause: 'owner', because: null }, 'restarted by you'],
  [
    { kind: 'restart', cause: 'remedy', because: 'restarted by the rule high_memory' },
    'restarted by the rule high_memory',
  ],
  [{ kind: 'restart', cause: 'configuration', because: null }, 'its configuration changed'],
])('a restart is kept with who wanted it: %o', (event, reason) => {
  expect(recordStep(ready, event, after(ready, event), 0)).toMatchObject({
    from: 'ready',
    to: 'stopping',
    code: 'restart',
    reason,
  });
});
