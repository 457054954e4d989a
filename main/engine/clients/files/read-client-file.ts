import { constants, open } from 'node:fs/promises';
import { dialectOf, type KnownClient } from '../client-table.ts';
import type { Draft } from '../draft.ts';
import { COMMON } from '../entries/dialect.ts';
import { entriesAt, type FoundEntry, findEntries } from '../entries/find-entries.ts';
import { inputsOf, makeDrafts } from '../entries/make-drafts.ts';
import { nameFromSettings } from '../entries/name-from-settings.ts';
import { isObject, textOf } from '../entries/plain.ts';
import { formatOfFile, readDocument } from './read-document.ts';

/** What one file has, secrets as they are. */
export interface ClientFile {
  readonly client: string;
  readonly title: string;
  readonly file: string;
  /** Why it could not be read; null when it could. */
  readonly problem: string | null;
  readonly drafts: readonly Draft[];
  /** What was left out, and why. */
  readonly notes: readonly string[];
  /** Folders of projects that it knows (Claude Code). */
  readonly projects: readonly string[];
}

/** Claude Code keeps much else in its file. */
const MAX_BYTES = 32 * 1024 * 1024;

/**
 * Reads one file of a client, or of any other when `client` is null, whose kind is then told by its looks. Null where there is
 * none; whatever is wrong with one that is there is its `problem`. `project`: it belongs to that folder.
 */
export async function readClientFile(
  file: string,
  client: KnownClient | null,
  { ownUrl, project = null }: { readonly ownUrl: string | null; readonly project?: string | null },
): Promise<ClientFile | null> {
  const about = { client: client?.client ?? 'file', title: client?.title ?? 'a file', file };
  const failed = (problem: string): ClientFile => ({
    ...about,
    problem,
    drafts: [],
    notes: [],
    projects: [],
  });
  let text: string | null;
  try {
    text = await readText(file);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const code = 'code' in error ? String(error.code) : '';
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    return failed(`it can't be read (${code || error.message})`);
  }
  if (text === null)
    return failed('it is no file of settings: it is a folder, a device, or larger than 32 MB');
  // Some clients make an empty file first.
  if (text.trim() === '') return { ...failed(''), problem: null };
  const document = readDocument(text, formatOfFile(file));
  if (!document.ok) return failed(document.problem);
  const entries = client === null ? findEntries(document.value) : ofClient(document.value, client);
  const { drafts, notes } = makeDrafts([...(entries ?? []), ...ofProjects(document.value, client)], {
    dialect: client === null ? COMMON : dialectOf(client),
    inputs: inputsOf(document.value),
    ownUrl,
    nameOf: nameFromSettings,
  });
  const inFolder = project === null ? drafts : drafts.map((draft) => inProject(draft, project));
  return { ...about, problem: null, drafts: inFolder, notes, projects: projectsOf(document.value, client) };
}

async function readText(file: string): Promise<string | null> {
  // A pipe would wait for somebody who writes. Windows has no such flag.
  const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const found = await handle.stat();
    return found.isFile() && found.size <= MAX_BYTES ? await handle.readFile('utf8') : null;
  } finally {
    await handle.close();
  }
}

function ofClient(value: unknown, { at }: KnownClient): FoundEntry[] {
  for (const place of at) {
    const found = entriesAt(value, place);
    if (found !== null) return found;
  }
  return [];
}

function projectsOf(value: unknown, client: KnownClient | null): readonly string[] {
  const isKept = client?.client === 'claude-code' && isObject(value) && isObject(value.projects);
  return isKept ? Object.keys(value.projects as object) : [];
}

/** Claude Code keeps what a person set for one project alone in its own file, by the project's folder. */
function ofProjects(value: unknown, client: KnownClient | null): FoundEntry[] {
  if (client?.client !== 'claude-code' || !isObject(value) || !isObject(value.projects)) return [];
  return Object.entries(value.projects).flatMap(([folder, project]) =>
    (entriesAt(project, ['mcpServers']) ?? []).map(({ name, entry }) => ({
      name,
      entry: inFolderOf(folder, entry),
    })),
  );
}

function inFolderOf(folder: string, entry: FoundEntry['entry']): FoundEntry['entry'] {
  return entry.command === undefined || entry.cwd !== undefined ? entry : { ...entry, cwd: folder };
}

function inProject(draft: Draft, folder: string): Draft {
  const notes = [`it belongs to the project ${folder}`, ...draft.notes];
  const { command, cwd } = draft.settings;
  if (command === undefined || textOf(cwd) !== undefined) return { ...draft, notes };
  return { ...draft, notes, settings: { ...draft.settings, cwd: folder } };
}
