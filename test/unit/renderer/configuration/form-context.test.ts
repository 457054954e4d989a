import { expect, test } from 'vitest';
import { type FormContext, shownKeys } from '../../../../renderer/screens/configuration/form/form-context.ts';

const schema = {
  properties: {
    logging: { type: 'object' },
    web: { type: 'object', deprecated: true },
    monitoring: { properties: { interval: {}, health_check_interval: { deprecated: true } } },
  },
};
const context = (value: object): FormContext => ({
  schema,
  value,
  findings: [],
  blocked: false,
  isOld: false,
  held: () => ({ words: '', from: null }),
  describe: () => null,
  edit() {},
  storeSecret() {},
});

test('the form offers no key that is written in another way today, but shows those that are there', () => {
  expect(shownKeys(context({}), [])).toEqual(['logging', 'monitoring']);
  expect(shownKeys(context({}), ['monitoring'])).toEqual(['interval']);
  const old = context({ web: { port: 1 }, monitoring: { health_check_interval: 5 } });
  expect(shownKeys(old, [])).toEqual(['logging', 'web', 'monitoring']);
  expect(shownKeys(old, ['monitoring'])).toEqual(['interval', 'health_check_interval']);
});
