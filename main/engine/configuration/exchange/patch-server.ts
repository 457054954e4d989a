import { type ConfigurationEdit, editText } from '../editing/edit-text.ts';
import { at, isRecord } from '../editing/values-at.ts';
import { formatOf } from '../formats/format-of.ts';

type Patch = Readonly<Record<string, unknown>>;
type Path = readonly string[];

/**
 * Merges settings into one server of a configuration's text, as a JSON merge patch (RFC 7396): null takes a key out,
 * objects are merged, all else is replaced. `null` as a whole takes the server out; one that is not there is added.
 * Comments and layout of the rest stay; `file` tells the format. Throws ProblemError `bad-input` as {@link editText} does.
 */
export function patchServer(file: string, source: string, server: string, patch: Patch | null): string {
  const written = formatOf(file).value(source);
  return editText(file, source, merge(written, ['mcpServers', server], patch));
}

function merge(written: unknown, path: Path, patch: unknown): readonly ConfigurationEdit[] {
  const now = at(written, path);
  if (patch === null) return now === undefined ? [] : [{ path, value: undefined }];
  if (!isRecord(patch) || !isRecord(now)) return [{ path, value: withoutNulls(patch) }];
  return Object.entries(patch).flatMap(([key, value]) => merge(written, [...path, key], value));
}

/** In what is new there is nothing that a null could take out. */
function withoutNulls(value: unknown): unknown {
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => (item === null ? [] : [[key, withoutNulls(item)]])),
  );
}
