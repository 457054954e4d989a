import { describe, expect, it } from 'vitest';
import { ParamHeaders } from '../../../../main/engine/mcp/http/param-headers.ts';

const region = { type: 'string', 'x-mcp-header': 'Region' };
const tool = (properties: object, more: object = {}) => ({
  name: 'query',
  inputSchema: { type: 'object', properties, ...more },
});

/** The headers of a call of `query`, once its tool is known. */
function headersOf(properties: object, args: object) {
  const headers = new ParamHeaders();
  headers.learn({ tools: [tool(properties)] });
  return headers.headersOf({ name: 'query', arguments: args });
}

describe('the headers that repeat parameters of a tool', () => {
  it('carry text, whole numbers and truth, at any depth, whatever their property is named', () => {
    const properties = {
      region,
      limit: { type: 'integer', 'x-mcp-header': 'Limit' },
      default: { type: 'object', properties: { dry: { type: 'boolean', 'x-mcp-header': 'Dry' } } },
      rest: { type: 'string' },
    };
    expect(
      headersOf(properties, { region: 'us-west1', limit: -7, default: { dry: false }, rest: 'x' }),
    ).toEqual({
      'mcp-param-region': 'us-west1',
      'mcp-param-limit': '-7',
      'mcp-param-dry': 'false',
    });
  });

  it('are coded where a header could not carry them', () => {
    expect(headersOf({ region }, { region: 'Hello, 世界' })).toEqual({
      'mcp-param-region': '=?base64?SGVsbG8sIOS4lueVjA==?=',
    });
    expect(headersOf({ region }, { region: '' })).toEqual({ 'mcp-param-region': '=?base64??=' });
  });

  it.each([
    ['absent', {}],
    ['null', { region: null }],
    ['of another kind', { region: {} }],
    ['a number beyond the safe range', { region: 2 ** 53 }],
    ['only inherited', Object.create({ region: 'x' })],
  ])('are left out for a value that is %s', (_what, args) => {
    expect(headersOf({ region }, args)).toEqual({});
  });

  it('are none for a tool that is not known, or no longer asks for them', () => {
    const headers = new ParamHeaders();
    const call = { name: 'query', arguments: { region: 'eu' } };
    expect(headers.headersOf(call)).toEqual({});
    headers.learn({ tools: [tool({ region })] });
    expect(headers.headersOf(call)).toEqual({ 'mcp-param-region': 'eu' });
    expect(headers.headersOf({ ...call, name: 'other' })).toEqual({});
    headers.learn({ tools: [tool({ region: { type: 'string' } })] });
    expect(headers.headersOf(call)).toEqual({});
  });
});

describe('a list of tools', () => {
  it('is given on as it came where all of it is sound', () => {
    const result = {
      tools: [tool({ region }), { name: 'plain' }, 7],
      ttlMs: 5,
      examples: [{ 'x-mcp-header': 'X' }],
    };
    expect(new ParamHeaders().learn(result)).toBe(result);
    expect(new ParamHeaders().learn('broken')).toBe('broken');
  });

  it.each([
    ['an empty name', tool({ a: { type: 'string', 'x-mcp-header': '' } })],
    ['a name that is none', tool({ a: { type: 'string', 'x-mcp-header': 'a b' } })],
    ['a name twice', tool({ region, b: { type: 'string', 'x-mcp-header': 'REGION' } })],
    ['a type that is not simple', tool({ a: { type: 'number', 'x-mcp-header': 'A' } })],
    ['no type', tool({ a: { 'x-mcp-header': 'A' } })],
    ['an annotation of the whole', tool({}, { 'x-mcp-header': 'A' })],
    ['an annotation in a list', tool({ a: { type: 'array', items: region } })],
    ['an annotation in a choice', tool({}, { anyOf: [{ properties: { region } }] })],
    ['an annotation in a definition', tool({}, { $defs: { properties: region } })],
    ['an annotation below a definition', tool({}, { $defs: { a: { properties: { region } } } })],
  ])('loses a tool with %s, and keeps the others', (_what, broken) => {
    const sound = { name: 'sound', inputSchema: { type: 'object', properties: { region } } };
    expect(new ParamHeaders().learn({ tools: [broken, sound], ttlMs: 5 })).toEqual({
      tools: [sound],
      ttlMs: 5,
    });
  });

  it('keeps a tool whose examples look like annotations', () => {
    const properties = { a: { type: 'object', default: { 'x-mcp-header': '' }, examples: [region] } };
    const result = { tools: [tool(properties)] };
    expect(new ParamHeaders().learn(result)).toBe(result);
  });
});
