import { expect, test } from 'vitest';
import { fieldKind } from '../../../../renderer/screens/configuration/form/fields/field-kind.ts';
import {
  descriptionAt,
  keysAt,
  type Schema,
  schemaAt,
  valuesAt,
} from '../../../../renderer/screens/configuration/schema/schema-at.ts';

const SCHEMA: Schema = {
  type: 'object',
  properties: {
    mcpServers: { type: 'object', additionalProperties: { $ref: '#/$defs/server' } },
    logging: {
      properties: { level: { description: 'How much.', enum: ['debug', 'info'], default: 'info' } },
    },
  },
  $defs: {
    server: {
      properties: {
        command: { type: 'string', description: 'What is run.' },
        args: { type: 'array', items: { type: ['string', 'number'] } },
        env: { type: 'object', additionalProperties: { type: ['string', 'boolean'] } },
        retry: {
          anyOf: [{ type: 'boolean' }, { properties: { attempts: { type: 'integer' } } }],
          description: 'Again.',
        },
        disabled: { type: 'boolean' },
        idleStop: { anyOf: [{ type: 'string', pattern: '^\\d+s$' }, { enum: ['never'] }] },
      },
    },
  },
};

const server = ['mcpServers', 'any'];

test('keys, values and help are found through references and alternatives', () => {
  expect([...keysAt(SCHEMA, server).keys()]).toContain('command');
  expect([...keysAt(SCHEMA, [...server, 'retry']).keys()]).toEqual(['attempts']);
  expect(valuesAt(SCHEMA, ['logging', 'level'])).toEqual(['debug', 'info']);
  expect(valuesAt(SCHEMA, [...server, 'disabled'])).toEqual([true, false]);
  expect(descriptionAt(SCHEMA, [...server, 'retry'])).toBe('Again.');
  expect(schemaAt(SCHEMA, ['constructor'])).toEqual([]);
});

test.each([
  ['command', { kind: 'text' }],
  ['args', { kind: 'lines' }],
  ['env', { kind: 'pairs' }],
  ['retry', { kind: 'section', canSwitch: true }],
  ['disabled', { kind: 'flag' }],
  ['idleStop', { kind: 'text' }],
])('a form asks for %s as its schema says', (key, kind) => {
  expect(fieldKind(schemaAt(SCHEMA, [...server, key]))).toEqual(kind);
});

test('a form offers what may be chosen', () => {
  expect(fieldKind(schemaAt(SCHEMA, ['logging', 'level']))).toEqual({
    kind: 'choice',
    choices: ['debug', 'info'],
  });
});
