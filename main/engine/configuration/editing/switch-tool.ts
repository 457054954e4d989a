import { ProblemError } from '#contract/problem.ts';
import { formatOf } from '../formats/format-of.ts';
import { compileGlob, compileGlobs } from '../glob.ts';
import { nearest, quoted } from '../reading/wording.ts';
import type { Configuration } from '../server-config.ts';
import type { ConfigurationEdit } from './edit-text.ts';
import { at } from './values-at.ts';

/**
 * What to change so that all clients see a tool, or none: its own name is put into `deny`, or taken out and, where
 * `allow` does not have it, put in there. No edits where it is so already.
 * Throws ProblemError `unknown-server`, and `bad-input` where a glob of the file says otherwise.
 */
export function switchToolEdits(
  { file, servers, text }: Configuration,
  server: string,
  tool: string,
  enabled: boolean,
): readonly ConfigurationEdit[] {
  const config = servers.find(({ name }) => name === server);
  if (config === undefined) throw unknownServer(server, servers);
  const { allow, deny, rename } = config.tools;
  if (/[*?]/.test(tool)) throw new ProblemError('bad-input', `${quoted(tool)} is no name of a single tool`);
  const path = ['mcpServers', server, 'tools'];
  const written = formatOf(file).value(text);
  const isDenied = compileGlobs(deny)(tool);
  const isAllowed = compileGlobs(allow)(tool);
  if (!enabled) return isDenied || !isAllowed ? [] : addTo(written, [...path, 'deny'], tool, deny);

  const glob = deny.find((one) => one !== tool && compileGlob(one)(tool));
  if (glob !== undefined) {
    const says = `${path.join('.')}.deny has ${quoted(glob)}, which switches ${tool} off with others: change it there`;
    throw new ProblemError('bad-input', says);
  }
  const other = Object.entries(rename).find(([own, seen]) => seen === tool && own !== tool)?.[0];
  if (other !== undefined && !Object.hasOwn(rename, tool)) {
    const says = `${path.join('.')}.rename gives its name to ${quoted(other)}: give that one another name`;
    throw new ProblemError('bad-input', says);
  }
  return [
    ...(isDenied ? takeFrom(written, path, tool, deny) : []),
    ...(isAllowed ? [] : addTo(written, [...path, 'allow'], tool, allow)),
  ];
}

function addTo(
  written: unknown,
  path: readonly string[],
  tool: string,
  now: readonly string[],
): readonly ConfigurationEdit[] {
  const isList = Array.isArray(at(written, path));
  // `allow` is ["*"] where it is not written, and then nothing has to be added to it.
  return [isList ? { path: [...path, -1], value: tool } : { path, value: [...now, tool] }];
}

/** A list that would be empty goes, and so does a section that held nothing else. */
function takeFrom(
  written: unknown,
  tools: readonly string[],
  tool: string,
  deny: readonly string[],
): readonly ConfigurationEdit[] {
  const path = [...tools, 'deny'];
  if (deny.every((one) => one === tool)) {
    const section = at(written, tools);
    const isAlone = typeof section === 'object' && section !== null && Object.keys(section).length === 1;
    return [{ path: isAlone ? tools : path, value: undefined }];
  }
  return deny
    .flatMap((one, index) => (one === tool ? [{ path: [...path, index], value: undefined }] : []))
    .reverse();
}

function unknownServer(server: string, servers: Configuration['servers']): ProblemError {
  const meant = nearest(
    server,
    servers.map(({ name }) => name),
  );
  const hint = meant === undefined ? '' : `; did you mean ${quoted(meant)}?`;
  return new ProblemError('unknown-server', `there is no server named ${quoted(server)}${hint}`);
}
