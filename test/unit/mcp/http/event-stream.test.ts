import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventStreamReader } from '../../../../main/engine/mcp/http/event-stream.ts';

function read(chunks: readonly (string | Buffer)[]) {
  const seen = {
    events: [] as { event: string; data: string }[],
    retries: [] as number[],
    oversized: [] as number[],
  };
  const reader = new EventStreamReader({
    event: ({ event, data }) => seen.events.push({ event, data }),
    retry: (ms) => seen.retries.push(ms),
    oversized: (bytes) => seen.oversized.push(bytes),
  });
  for (const chunk of chunks) reader.push(Buffer.from(chunk));
  return { ...seen, lastEventId: reader.lastEventId };
}

describe('an event stream', () => {
  it.each([
    ['an event', 'data: {"a":1}\n\n', [{ event: 'message', data: '{"a":1}' }]],
    ['a named event', 'event: endpoint\ndata: /messages\n\n', [{ event: 'endpoint', data: '/messages' }]],
    ['lines that end in carriage return and newline', 'data: x\r\n\r\n', [{ event: 'message', data: 'x' }]],
    ['data in several lines', 'data: a\ndata: b\n\n', [{ event: 'message', data: 'a\nb' }]],
    ['data without a space', 'data:x\n\n', [{ event: 'message', data: 'x' }]],
    ['comments and unknown fields', ': ping\n\nfoo: 1\ndata: x\n\n', [{ event: 'message', data: 'x' }]],
    ['an empty event that only names its id', 'id: 7\ndata: \n\n', []],
    ['half an event at the end', 'data: x\n', []],
  ])('gives %s', (_what, text, events) => {
    expect(read([text]).events).toEqual(events);
  });

  it('remembers the latest id and what the server says of retrying', () => {
    const seen = read(['id: 1\ndata: x\n\nretry: 250\nid: 2\ndata: y\n\nretry: soon\n\n']);
    expect(seen).toMatchObject({ lastEventId: '2', retries: [250] });
  });

  it('is the same however it is cut', () => {
    const bytes = Buffer.from('event: message\r\ndata: {"text":"grüße 🚦"}\r\n\r\n: x\ndata: y\n\n');
    const whole = read([bytes]).events;
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 8 }), (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        const chunks = at.slice(1).map((end, index) => bytes.subarray(at[index], end));
        expect(read(chunks).events).toEqual(whole);
      }),
    );
  });

  it('drops an event that is too long, and gives the next', () => {
    const part = `data: ${'x'.repeat(1024 * 1024)}\n`;
    const seen = read([...Array<string>(17).fill(part), '\ndata: y\n\n']);
    expect(seen.oversized).toHaveLength(1);
    expect(seen.events).toEqual([{ event: 'message', data: 'y' }]);
  });
});
