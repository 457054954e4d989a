import type { Fix } from '#contract/configuration-status.ts';
import { isSecretName } from '../../logs/logs.ts';
import type { TextPart } from '../formats/format.ts';
import { hasReference } from '../references/reference.ts';
import { hasSecretIn, type Scene } from './scene.ts';

/** What examples have in place of a secret. */
const PLACEHOLDER =
  /^(?:bearer\s+)?(?:<[^<>]*>|\[[^[\]]*\]|x{3,}|\.{3,}|…|\*{3,}|change[-_ ]?me|replace[-_ ]?(?:me|this)|todo|(?:your|my|insert|enter|put|add)[-_ ].*|.*[-_](?:here|goes[-_]here))$/i;

/** Secrets that stand in the file for everybody who may read it, and what examples have in their place. */
export async function checkPlainSecrets(scene: Scene): Promise<void> {
  const { texts, world, report, configuration } = scene;
  const taken = new Set(configuration.references.map(({ name }) => name));
  for (const part of texts) {
    await scene.breathe();
    if (hasReference(part.value)) continue;
    if (isPlaceholder(part)) {
      report.warning(
        part.offset,
        part.path,
        'still has what an example has in its place: put the real one there',
      );
      continue;
    }
    if (!hasSecretIn(part, scene) || !isSecretOf(part, world.secretsIn)) continue;
    const name = proposeName(part, taken);
    taken.add(name);
    const isOnCommandLine = part.path.includes('args');
    const more = isOnCommandLine
      ? ', and others on this machine can read command lines: put it into "env" where the server takes it from there'
      : '';
    report.warning(
      part.offset,
      part.path,
      `holds a secret in plain text${more}; "signalbox secret move ${keyOf(part)} ${name}" puts \${secret:${name}} in its place`,
      moveSecret(part, name),
    );
  }
}

/** As the command line takes it: a list where a name has a dot in it. */
function keyOf({ path }: TextPart): string {
  const isDotted = path.every((step) => typeof step === 'string' && /^[\w-]+$/.test(step));
  return isDotted ? path.join('.') : `'${JSON.stringify(path)}'`;
}

function moveSecret({ path }: TextPart, name: string): Fix {
  return { kind: 'move-secret', title: `Keep it as the secret ${name}`, path: [...path], name };
}

function isPlaceholder({ path, value }: TextPart): boolean {
  const key = path.findLast((step) => typeof step === 'string') ?? '';
  const isVariable = ['env', 'headers'].includes(String(path.at(-2))) || isSecretName(key);
  return isVariable && PLACEHOLDER.test(value.trim());
}

/** A name alone makes no secret: `"AUTH": "none"` has none. */
function isSecretOf({ path, value }: TextPart, secretsIn: Scene['world']['secretsIn']): boolean {
  const key = path.at(-1);
  if (typeof key !== 'string' || !isSecretName(key) || path.at(-2) === 'headers') return true;
  return secretsIn([`${key}=${value}`]).length > 0;
}

/** "github-token" for GITHUB_TOKEN of any server, "github-authorization" for a header. */
function proposeName({ path }: TextPart, taken: ReadonlySet<string>): string {
  const key = path.findLast((step) => typeof step === 'string') ?? '';
  const owner = String(path[0] === 'mcpServers' ? path[1] : path[0] === 'alerts' ? path[2] : path[0]);
  const parts = key.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const isTelling = parts.length > 1 && path.at(-2) === 'env';
  const words = isTelling ? parts : [owner, ...parts];
  const base = words
    .join('-')
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 80);
  const first = base === '' ? 'secret' : base;
  let name = first;
  for (let number = 2; taken.has(name); number++) name = `${first}-${number}`;
  return name;
}
