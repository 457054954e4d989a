import { expect, test } from 'vitest';
import { ProblemError } from '#contract/problem.ts';
import { requireRule } from '#engine/alerts/rules/find-rule.ts';
import { DEFAULT_ALERTS } from '#engine/configuration/configuration.ts';

const [known] = DEFAULT_ALERTS.rules;

test('a rule that is not there is refused, with the one that was probably meant', () => {
  expect(() => requireRule(DEFAULT_ALERTS, 'hihg_cpu')).toThrow(
    new ProblemError('not-found', 'there is no rule named hihg_cpu. Did you mean high_cpu?'),
  );
  expect(() => requireRule(DEFAULT_ALERTS, 'nosuchrule')).toThrow(/^there is no rule named nosuchrule\. The/);
});

test('a rule that only one server has can be named', () => {
  if (known === undefined) throw new Error('there are no rules');
  const serverRules = new Map([['github', [{ ...known, name: 'own_rule' }]]]);
  expect(() => requireRule({ ...DEFAULT_ALERTS, serverRules }, 'own_rule')).not.toThrow();
  expect(() => requireRule({ ...DEFAULT_ALERTS, serverRules }, known.name)).not.toThrow();
});
