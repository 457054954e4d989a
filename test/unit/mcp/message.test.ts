import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLine, STRAY_MAX_CHARS } from '#engine/mcp/message.ts';

const read = (text: string) => readLine(Buffer.from(text));

describe('readLine', () => {
  it.each([
    ['a request', '{"jsonrpc":"2.0","id":"a","method":"ping"}', { kind: 'request', id: 'a', method: 'ping' }],
    ['a notification', '{"jsonrpc":"2.0","method":"n/x"}', { kind: 'notification', method: 'n/x' }],
    ['a result', '{"jsonrpc":"2.0","id":1,"result":{"a":1}}', { kind: 'result', id: 1, result: { a: 1 } }],
    ['a result of null', '{"jsonrpc":"2.0","id":1,"result":null}', { kind: 'result', id: 1, result: null }],
    [
      'an error',
      '{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"no"}}',
      { kind: 'error', id: 1, fault: { code: -32601, message: 'no' } },
    ],
    [
      'an error without id or code',
      '{"jsonrpc":"2.0","error":{}}',
      { kind: 'error', id: null, fault: { code: 0, message: '' } },
    ],
    [
      'a message with fields too many',
      '{"jsonrpc":"2.0","id":1,"result":{},"extra":1}',
      { kind: 'result', id: 1, result: {} },
    ],
    [
      'a message that ends in a carriage return',
      '{"jsonrpc":"2.0","method":"n"}\r',
      { kind: 'notification', method: 'n' },
    ],
  ])('reads %s', (_what, text, expected) => {
    expect(read(text)).toEqual([expected]);
  });

  it.each(['', ' ', '\r', '\t \r'])('takes the blank line %j for nothing', (text) => {
    expect(read(text)).toEqual([]);
  });

  it.each([
    'Listening on port 3000',
    '{"jsonrpc":"2.0","id":1',
    '{"level":"info","msg":"started"}',
    '{"jsonrpc":"1.0","id":1,"result":{}}',
    '{"jsonrpc":"2.0","id":{},"result":{}}',
    '{"jsonrpc":"2.0","id":1}',
    '[]',
    '42',
    'null',
    '"text"',
  ])('shows %j as a stray line', (text) => {
    expect(read(text)).toEqual([{ kind: 'stray', text }]);
  });

  it('takes a batch apart, and shows what is no message in it', () => {
    expect(read('[{"jsonrpc":"2.0","id":1,"result":{}},7,{"jsonrpc":"2.0","method":"n"}]')).toEqual([
      { kind: 'result', id: 1, result: {} },
      { kind: 'stray', text: '7' },
      { kind: 'notification', method: 'n' },
    ]);
  });

  it('takes a list of thousands for one stray line, not for a batch', () => {
    expect(read(`[${'0,'.repeat(5_000)}0]`)).toMatchObject([{ kind: 'stray' }]);
  });

  it('cuts a long stray line', () => {
    const [first] = read('é'.repeat(STRAY_MAX_CHARS * 3));
    expect(first).toEqual({ kind: 'stray', text: `${'é'.repeat(STRAY_MAX_CHARS)}…` });
  });

  it('survives any bytes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array(),
        fc.constantFrom('', '{', '[', '{"jsonrpc":"2.0","method":"'),
        (bytes, start) => {
          expect(() => readLine(Buffer.concat([Buffer.from(start), bytes]))).not.toThrow();
        },
      ),
    );
  });

  it('keeps a message whose text holds broken UTF-8', () => {
    const broken = Buffer.from([0xff, 0xc3]);
    const line = Buffer.concat([Buffer.from('{"jsonrpc":"2.0","method":"a'), broken, Buffer.from('"}')]);
    expect(readLine(line)).toEqual([{ kind: 'notification', method: 'a\ufffd\ufffd' }]);
  });
});
