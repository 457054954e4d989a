import { expect, test } from 'vitest';
import { sayPlan } from '#contract/say-plan.ts';

const NOTHING = { start: [], stop: [], restart: [], update: [], keep: [] };

test('a plan is said in one sentence, those that stay by their number', () => {
  expect(sayPlan({ ...NOTHING, keep: ['a'] })).toBe('nothing changes');
  const plan = { ...NOTHING, start: ['time'], restart: ['github', 'git'], keep: ['a', 'b'] };
  expect(sayPlan(plan)).toBe('starts time, restarts github, git, leaves 2 as they are');
});
