import { applyEdits, findNodeAtLocation, getNodeValue, type JSONPath, modify, parseTree } from 'jsonc-parser';

type Patch = Readonly<Record<string, unknown>>;

/**
 * Merges settings into one server of a configuration's text, as a JSON merge patch (RFC 7396): null takes a key out,
 * objects are merged, all else is replaced. `null` as a whole takes the server out; one that is not there is added.
 * Comments and layout of the rest stay.
 */
export function patchServer(source: string, server: string, patch: Patch | null): string {
  return merge(source, ['mcpServers', server], patch);
}

function merge(source: string, path: JSONPath, patch: unknown): string {
  const root = parseTree(source, [], { allowTrailingComma: true });
  const node = root && findNodeAtLocation(root, path);
  if (isObject(patch) && node !== undefined && isObject(getNodeValue(node))) {
    return Object.entries(patch).reduce((text, [key, value]) => merge(text, [...path, key], value), source);
  }
  const options = { formattingOptions: { insertSpaces: !/^\t/m.test(source), tabSize: 2, eol: '\n' } };
  return applyEdits(source, modify(source, path, patch === null ? undefined : withoutNulls(patch), options));
}

/** In what is new there is nothing that a null could take out. */
function withoutNulls(value: unknown): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => (item === null ? [] : [[key, withoutNulls(item)]])),
  );
}

function isObject(value: unknown): value is Patch {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
