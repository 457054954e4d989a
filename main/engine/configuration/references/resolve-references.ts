import { homedir } from 'node:os';
import type { Fix } from '#contract/configuration-status.ts';
import { isSecretName } from '../../logs/logs.ts';
import type { ReadingContext, SecretsFault } from '../sources/reading-context.ts';
import { type Piece, piecesOf, type Reference, type ReferenceKind } from './reference.ts';
import { isCommandLine, isHomePlace, isReferencePlace, PLACES, type ValuePath } from './reference-places.ts';

/** What has no value, and why where that is not for want of setting it. */
export interface MissingReference extends Reference {
  readonly fault?: SecretsFault;
}

/** Where something names a secret, an input or a variable. */
export interface ReferenceUse extends MissingReference {
  readonly path: ValuePath;
  /** It has no value. */
  readonly isMissing: boolean;
}

export interface Resolved {
  /** What was given, with values in place of references. It shares what has none with what was given. */
  readonly value: unknown;
  /** Values that are to be seen nowhere. */
  readonly secrets: readonly string[];
  readonly uses: readonly ReferenceUse[];
  /** Each text that has a reference to a secret, as it stands in the file. */
  readonly written: readonly {
    readonly path: ValuePath;
    readonly text: string;
    readonly secrets: readonly string[];
  }[];
}

/** Who is told what is wrong with the value at a path. `says` follows the key. */
export interface ReferenceReport {
  error(path: ValuePath, says: string): void;
  warning(path: ValuePath, says: string, fix?: Fix | undefined): void;
}

/**
 * Puts values in the place of `${secret:NAME}`, `${env:NAME}`, `${input:NAME}` and of `~` at the start, in the texts of a
 * configuration where they are allowed. What has no value is told as a warning, and its text stays as it is; an address then
 * leads nowhere, so that the rest can be read.
 */
export function resolveReferences(
  value: unknown,
  context: ReadingContext,
  report: ReferenceReport,
): Resolved {
  const plainInputs = plainInputsOf(value);
  const secrets = new Set<string>();
  const uses: ReferenceUse[] = [];
  const written: Resolved['written'][number][] = [];

  function resolveText(text: string, path: ValuePath): string {
    if (!text.includes('${')) return isHomePlace(path) ? expandHome(text) : text;
    const pieces = piecesOf(text);
    const references = pieces.filter((piece) => piece.kind !== 'text');
    if (!isReferencePlace(path)) {
      const [first] = references;
      if (first !== undefined && path[0] !== 'inputs')
        report.warning(
          path,
          `has ${first.written} in it, which stands for nothing here: it does in ${PLACES}`,
        );
      return text;
    }
    let isWhole = true;
    const inText: string[] = [];
    const resolved = pieces.map((piece) => {
      if (piece.kind === 'text') return piece.text;
      const found = resolvePiece(piece, path);
      if (found === null) isWhole = false;
      else if (found.isSecret) inText.push(found.value);
      return found?.value ?? piece.written;
    });
    if (!isWhole) return isAddress(path) ? NOWHERE : text;
    const joined = resolved.join('');
    for (const secret of inText) secrets.add(secret);
    if (inText.length > 0) written.push({ path, text, secrets: inText });
    if (inText.length > 0 && isCommandLine(path))
      report.warning(
        path,
        'puts a secret on a command line, which others on this machine can read: put it into "env"',
      );
    return isHomePlace(path) ? expandHome(joined, text) : joined;
  }

  function resolvePiece(piece: Exclude<Piece, { kind: 'text' }>, path: ValuePath) {
    if (piece.kind === 'malformed') {
      report.error(
        path,
        `has ${piece.written} in it: a reference is \${${REFERENCE_EXAMPLE}}, and its name has letters, digits, ".", "_" and "-"`,
      );
      return null;
    }
    const { kind, name } = piece;
    const found = valueFor({ kind, name }, context);
    const fault = found === undefined && kind !== 'env' ? context.secretsFault : undefined;
    const reference = fault === undefined ? { kind, name } : { kind, name, fault };
    uses.push({ ...reference, path, isMissing: found === undefined });
    if (found === undefined) {
      report.warning(path, `needs ${sayMissing(reference)}`, fixOf(reference));
      return null;
    }
    const isSecret = kind === 'secret' || (kind === 'input' ? !plainInputs.has(name) : isSecretName(name));
    return { value: found, isSecret: isSecret && found !== '' };
  }

  // One for all, copied where something is said of it: most texts of a large file hold no reference.
  const path: (string | number)[] = [];

  function within(key: string | number, item: unknown): unknown {
    path.push(key);
    const resolved = resolveIn(item);
    path.pop();
    return resolved;
  }

  function resolveIn(part: unknown): unknown {
    if (typeof part === 'string') {
      return part.startsWith('~') || part.includes('${') ? resolveText(part, [...path]) : part;
    }
    if (Array.isArray(part)) {
      const items = part.map((item, index) => within(index, item));
      return items.some((item, index) => item !== part[index]) ? items : part;
    }
    if (typeof part !== 'object' || part === null) return part;
    let isOther = false;
    const entries = Object.entries(part).map(([key, item]: [string, unknown]): [string, unknown] => {
      if (key.includes('${') && piecesOf(key).some(({ kind }) => kind !== 'text'))
        report.warning([...path, key], 'is a name, and a reference in a name stands for nothing');
      const resolved = within(key, item);
      isOther ||= resolved !== item;
      return [key, resolved];
    });
    return isOther ? Object.fromEntries(entries) : part;
  }

  return { value: resolveIn(value), secrets: [...secrets], uses, written };
}

const REFERENCE_EXAMPLE = 'secret:github-token';

/** Of `url` and its kin: what comes instead of an address whose parts are missing. Nobody has that name (RFC 2606). */
const NOWHERE = 'http://missing.invalid/';

function isAddress(path: ValuePath): boolean {
  return /^(?:url|serverUrl|httpUrl|http)$/.test(String(path.at(-1)));
}

/** A `~` that a secret begins with is part of it. */
function expandHome(text: string, written = text): string {
  return /^~(?=$|[\\/])/.test(written) ? homedir() + text.slice(1) : text;
}

function valueFor({ kind, name }: Reference, { environment, envFile, secret }: ReadingContext) {
  if (kind === 'env') return environment[name] ?? envFile?.variables.get(name)?.value;
  return secret(name, kind);
}

/** Inputs that may be seen while they are typed are no secrets. */
function plainInputsOf(value: unknown): ReadonlySet<string> {
  const inputs: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'inputs') : null;
  if (!Array.isArray(inputs)) return new Set();
  const declared = inputs.filter((input) => typeof input === 'object' && input !== null);
  const plain = declared.filter((input) => Reflect.get(input, 'password') !== true);
  return new Set(plain.map((input) => String(Reflect.get(input, 'id'))));
}

const NOUNS: Readonly<Record<ReferenceKind, string>> = {
  secret: 'the secret',
  input: 'the input',
  env: 'the variable',
};

/** A use without its place. */
export function missingOf({ kind, name, fault }: MissingReference): MissingReference {
  return fault === undefined ? { kind, name } : { kind, name, fault };
}

/** "the secret github-token, which has no value: run signalbox secret set github-token" */
export function sayMissing(reference: MissingReference): string {
  const { lacks, mend } = explainMissing(reference);
  return `${lacks}: ${mend}`;
}

/** "needs the secret github-token, which has no value" */
export function sayLacking(missing: readonly MissingReference[]): string {
  return `needs ${missing.map((one) => explainMissing(one).lacks).join(', and ')}`;
}

/** What something lacks, and what mends that. */
export function explainMissing({ kind, name, fault }: MissingReference): {
  readonly lacks: string;
  readonly mend: string;
} {
  const what = `${NOUNS[kind]} ${name}`;
  if (kind === 'env')
    return {
      lacks: `${what}, which is not set`,
      mend: 'set it in the environment, or in .env beside the configuration',
    };
  const option = kind === 'input' ? ' --input' : '';
  const mend = `run signalbox secret set ${name}${option}`;
  if (fault === undefined) return { lacks: `${what}, which has no value`, mend };
  return fault.kind === 'closed'
    ? { lacks: `${what}, which can't be read`, mend: `${fault.says}; mend that, and start Signalbox anew` }
    : { lacks: `${what}, which has no value any more`, mend: `${fault.says}; ${mend}` };
}

function fixOf({ kind, name, fault }: MissingReference): Fix | undefined {
  if (kind === 'env' || fault?.kind === 'closed') return undefined;
  return { kind: 'set-secret', title: `Set ${NOUNS[kind]} ${name}`, name, input: kind === 'input' };
}
