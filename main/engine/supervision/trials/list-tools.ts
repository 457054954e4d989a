import type { CallAnswer, SessionCall } from '../../mcp/mcp.ts';

/** A server that has more is no better known by them. */
const MAX_PAGES = 20;
const MAX_NAME_CHARACTERS = 200;
const LIST_MS = 10_000;

/** The names of a server's tools, through all pages; null where it does not give them. */
export async function listTools(
  request: (call: SessionCall) => Promise<CallAnswer>,
  signal: AbortSignal,
): Promise<readonly string[] | null> {
  const names: string[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const params = cursor === undefined ? {} : { cursor };
    const answer = await request({ method: 'tools/list', params, timeoutMs: LIST_MS, signal, isUse: false });
    if (answer.kind !== 'result' || !isObject(answer.result) || !Array.isArray(answer.result.tools))
      return null;
    for (const tool of answer.result.tools)
      if (isObject(tool) && typeof tool.name === 'string')
        names.push(tool.name.slice(0, MAX_NAME_CHARACTERS));
    const next = answer.result.nextCursor;
    if (typeof next !== 'string' || next === cursor) return names;
    cursor = next;
  }
  return names;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
