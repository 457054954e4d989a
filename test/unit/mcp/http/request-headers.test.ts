import { describe, expect, it } from 'vitest';
import { headerValue, joinHeaders, modernHeaders } from '../../../../main/engine/mcp/http/request-headers.ts';

const _meta = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' };

describe('the headers of a modern request', () => {
  it.each([
    ['tools/call', { name: 'get_weather' }, 'get_weather'],
    ['prompts/get', { name: 'greet' }, 'greet'],
    ['resources/read', { uri: 'file:///a b.json', name: 'no' }, 'file:///a b.json'],
    ['tools/list', { name: 'no' }, undefined],
  ])('repeat the method and name of %s', (method, params, name) => {
    const headers = modernHeaders({ id: 1, method, params: { ...params, _meta } });
    expect(headers['mcp-protocol-version']).toBe('2026-07-28');
    expect(headers['mcp-method']).toBe(method);
    expect(headers['mcp-name']).toBe(name);
  });

  it('are none for a request of the legacy era', () => {
    expect(modernHeaders({ id: 1, method: 'tools/call', params: { name: 'x' } })).toEqual({});
    expect(modernHeaders({ id: 1, result: {} })).toEqual({});
  });

  // The table of examples in the specification, Value Encoding.
  it.each([
    ['us-west1', 'us-west1'],
    ['Hello, 世界', '=?base64?SGVsbG8sIOS4lueVjA==?='],
    [' padded ', '=?base64?IHBhZGRlZCA=?='],
    ['line1\nline2', '=?base64?bGluZTEKbGluZTI=?='],
    ['=?base64?literal?=', '=?base64?PT9iYXNlNjQ/bGl0ZXJhbD89?='],
  ])('carry %j safely', (value, header) => {
    expect(headerValue(value)).toBe(header);
  });

  it('go before those of the configuration, however they are written', () => {
    expect(joinHeaders({ Accept: 'x', 'X-Key': '1' }, { accept: 'y' })).toEqual({
      accept: 'y',
      'x-key': '1',
    });
  });
});
