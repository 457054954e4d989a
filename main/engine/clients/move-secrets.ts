import { MASK } from '#contract/mask.ts';
import { inputName } from './entries/translate-references.ts';
import { replaceAt, secretTexts } from './mask-draft.ts';

type Settings = Readonly<Record<string, unknown>>;

export interface Moved {
  /** With references in place of secrets. */
  readonly settings: Settings;
  /** By the names that the references give. */
  readonly secrets: ReadonlyMap<string, string>;
  /** What had to stay, as `args.3`. */
  readonly stayed: readonly string[];
}

/**
 * Takes what looks like a secret out of an entry. `known` says what a name stands for already: one that stands for the same
 * is used again, another is not touched.
 */
export function moveSecrets(
  server: string,
  settings: Settings,
  known: (name: string) => string | undefined,
): Moved {
  const secrets = new Map<string, string>();
  const stayed: string[] = [];
  let moved = settings;
  for (const { path, value, masked } of secretTexts(settings)) {
    const [before = '', after, ...more] = masked.split(MASK);
    // Two in one text can't be told apart.
    if (after === undefined || more.length > 0 || value.includes('${')) {
      stayed.push(path.join('.'));
      continue;
    }
    const [scheme, secret] = withoutScheme(value.slice(before.length, value.length - after.length));
    const key = String(path.findLast((step) => typeof step === 'string') ?? 'secret');
    const name = nameFor(server, nameOfKey(key, before), secret, (one) => secrets.get(one) ?? known(one));
    secrets.set(name, secret);
    moved = replaceAt(moved, path, `${before}${scheme}\${secret:${name}}${after}`);
  }
  return { settings: moved, secrets, stayed };
}

/** `Bearer` is no secret, and is easier to read where it is. */
function withoutScheme(text: string): readonly [string, string] {
  const [, scheme = '', secret = text] = /^((?:Bearer|Basic|Token)\s+)(.+)$/is.exec(text) ?? [];
  return [scheme, secret];
}

/** GITHUB_TOKEN is github-token; in a list of arguments `--api-key=` says more than args does. */
function nameOfKey(key: string, before: string): string {
  const flag = /([A-Za-z][\w-]*)[=:\s"']*$/.exec(before)?.[1];
  const word = key === 'args' ? (flag ?? 'secret') : key;
  return inputName(
    word
      .replaceAll(/([a-z\d])([A-Z])/g, '$1-$2')
      .toLowerCase()
      .replaceAll('_', '-'),
  );
}

function nameFor(
  server: string,
  name: string,
  secret: string,
  known: (name: string) => string | undefined,
): string {
  const isPlain = /^(?:secret|args|token|api-key|key|password|authorization|auth)$/.test(name);
  const own = inputName(`${server.toLowerCase()}-${name === 'authorization' ? 'token' : name}`);
  const proposals = [...(isPlain ? [] : [name]), own];
  for (let number = 2; number < 1000; number += 1) proposals.push(`${own}-${number}`);
  const isFree = (one: string): boolean => [undefined, secret].includes(known(one));
  return proposals.find(isFree) ?? `${own}-${Date.now()}`;
}
