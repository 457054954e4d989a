import type { z } from 'zod';
import { FileSettings, ServerDefaults, ServerEntry } from '../versions/config-v1.ts';
import { DEFAULT_WORDS, SERVER_DEFAULT_WORDS } from '../versions/default-words.ts';

/** One key of the file that holds a value. The tables are made from the schemas, so that none can be missing. */
export interface Setting {
  /** From the top of the file, or of a server's entry. */
  readonly path: readonly string[];
  readonly schema: z.ZodType;
  /** In the file's own words; null for none. */
  readonly byDefault: unknown;
  /** A `section` is on, with its defaults, or off; its own keys are settings too. */
  readonly kind: 'value' | 'section';
}

/** The file's own affairs, which have no meaning elsewhere. */
const NO_SETTINGS: ReadonlySet<string> = new Set(['$schema', 'version', 'defaults']);

/** Other spellings of keys that are settings. */
const OTHER_SPELLINGS: ReadonlySet<string> = new Set(['serverUrl', 'httpUrl', 'transport', 'enabled']);

/** All that is no server's own, `defaults` with them. */
export const FILE_SETTINGS: readonly Setting[] = [
  ...settingsIn(FileSettings.shape, [], DEFAULT_WORDS).filter(({ path }) => !NO_SETTINGS.has(path[0] ?? '')),
  ...settingsIn(ServerDefaults.shape, [], SERVER_DEFAULT_WORDS)
    .filter(({ path, kind }) => !(kind === 'section' && path[0] === 'instances'))
    .map((setting) => ({ ...setting, path: ['defaults', ...setting.path] })),
];

/** Those of one entry of `mcpServers`. */
export const SERVER_SETTINGS: readonly Setting[] = settingsIn(
  ServerEntry.shape,
  [],
  SERVER_DEFAULT_WORDS,
).filter(({ path }) => !OTHER_SPELLINGS.has(path[0] ?? ''));

type Words = Readonly<Record<string, unknown>>;

function settingsIn(shape: z.ZodRawShape, path: readonly string[], words: Words): readonly Setting[] {
  return Object.entries(shape).flatMap(([name, schema]): readonly Setting[] => {
    const at = [...path, name];
    const { inner, byDefault } = unwrapped(schema);
    const sections = shapeOf(inner);
    const own = words[at.join('.')];
    const said = own === undefined ? (byDefault ?? null) : own;
    const setting: Setting = { path: at, schema: inner, byDefault: said, kind: 'value' };
    if (sections === null) return [setting];
    const keys = settingsIn(sections, at, words);
    const isSwitch = inner.safeParse(false).success;
    return isSwitch ? [{ ...setting, byDefault: said === true, kind: 'section' }, ...keys] : keys;
  });
}

/** A schema without the defaults around it. */
function unwrapped(schema: z.core.$ZodType): { readonly inner: z.ZodType; readonly byDefault?: unknown } {
  const { def } = schema._zod as {
    def: { type: string; innerType?: z.core.$ZodType; defaultValue?: unknown };
  };
  if (def.innerType === undefined || !['default', 'prefault', 'optional'].includes(def.type)) {
    return { inner: schema as z.ZodType };
  }
  const { inner, byDefault } = unwrapped(def.innerType);
  return { inner, byDefault: def.type === 'optional' ? byDefault : def.defaultValue };
}

function shapeOf(schema: z.ZodType): z.ZodRawShape | null {
  const shape: unknown = Reflect.get(schema, 'shape');
  return typeof shape === 'object' && shape !== null ? (shape as z.ZodRawShape) : null;
}
