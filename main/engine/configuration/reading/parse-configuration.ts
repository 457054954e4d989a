import { getNodeValue, type Node, type ParseError, parseTree } from 'jsonc-parser';
import { reportAt } from '../references/report-at.ts';
import { resolveReferences } from '../references/resolve-references.ts';
import type { Configuration, LoadResult } from '../server-config.ts';
import type { ReadingContext } from '../sources/reading-context.ts';
import { FileSettings, VERSION } from '../versions/config-v1.ts';
import { checkDependencies } from './check-dependencies.ts';
import { readEnvironment } from './environment-defaults.ts';
import { tokensOf, tooDeep } from './json-tokens.ts';
import { findDuplicates, findUnknownKeys, type Property, propertiesOf, propertyOf } from './key-findings.ts';
import { readAlerts } from './read-alerts.ts';
import { readBesideFaults } from './read-beside-faults.ts';
import { checkAdminName, readGateway } from './read-gateway.ts';
import { readLogging } from './read-logging.ts';
import { readMonitoring } from './read-monitoring.ts';
import { readOperations } from './read-operations.ts';
import { readServer, reportIssues } from './read-server.ts';
import { newReport, type Report } from './report.ts';
import { checkServerNames } from './server-names.ts';
import { syntaxFault } from './syntax-fault.ts';
import { positionFinder } from './text-position.ts';
import { describe, nearest, quoted } from './wording.ts';

/** A hundred times what a long configuration takes; more would hold the engine up. */
export const MAX_CONFIGURATION_CHARACTERS = 1024 * 1024;

/** The schema goes 6 deep; far deeper ones exhaust the stack of a parser. */
const MAX_DEPTH = 64;

const EXAMPLE = '{ "mcpServers": { } }';
const ABSENT = `"mcpServers" is missing: the servers stand in it, ${EXAMPLE}`;

/**
 * Reads the text of a configuration file. Never throws: whatever is wrong is a finding with its place.
 * `file` is absolute; a relative `cwd` is resolved against its folder.
 */
export function parseConfiguration(file: string, text: string, context: ReadingContext): LoadResult {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const position = positionFinder(source.slice(0, MAX_CONFIGURATION_CHARACTERS));
  const report = newReport(file, position);
  const result = read({ file, source, context, report, position });
  const findings = report.findings();
  return result === null || report.failed()
    ? { ok: false, findings }
    : { ok: true, configuration: { file, text: source, ...result, readWith: context, findings } };
}

type Read = Omit<Configuration, 'file' | 'text' | 'readWith' | 'findings'>;

interface Input {
  readonly file: string;
  readonly source: string;
  readonly context: ReadingContext;
  readonly report: Report;
  readonly position: ReturnType<typeof positionFinder>;
}

function read({ file, source, context, report, position }: Input): Read | null {
  const root = readTree(source, report, position);
  if (root === null) return null;
  findDuplicates(root, [], report, position);

  const version: unknown = propertyOf(root, 'version')?.value.value;
  if (typeof version === 'number' && Number.isInteger(version) && version > VERSION) {
    const at = propertyOf(root, 'version')?.value.offset ?? 0;
    report.error(
      at,
      ['version'],
      `is ${version}, newer than this Signalbox can read (${VERSION}): update Signalbox`,
    );
    return null;
  }

  const servers = propertyOf(root, 'mcpServers');
  if (servers === undefined) reportAbsent(root, report);
  else if (servers.value.type !== 'object') {
    const found = describe(getNodeValue(servers.value));
    report.error(
      servers.value.offset,
      ['mcpServers'],
      `must be an object with one key per server, not ${found}`,
    );
  }
  if (servers) findUnknownKeys(root, report);
  const resolved = resolveReferences(getNodeValue(root), context, reportAt(root, report));
  report.hide(resolved.secrets);
  const { issues, found: settings } = readBesideFaults(FileSettings, resolved.value);
  reportIssues(issues, root, [], report);

  const defaults = readEnvironment(context.environment, report);
  const entries = propertiesOf(servers?.value);
  checkServerNames(entries, report);
  const read = entries
    .map((entry) => readServer({ file, entry, resolved, defaults, report }))
    .filter((server) => server !== null);
  checkDependencies(entries, read, report);
  if (settings === null) return null;
  const isAdminKnown = !issues.some(({ path: [first] }) => first === 'gateway');
  if (isAdminKnown && settings.gateway.admin !== null) checkAdminName(entries, report);
  const { monitoring, operations } = settings;
  return {
    servers: read,
    monitoring: readMonitoring(monitoring, defaults, root, report),
    alerts: readAlerts(settings.alerts, root, entries, report),
    operations: readOperations(operations, defaults),
    gateway: readGateway(settings.gateway, defaults),
    http: { port: settings.http.port ?? null, host: settings.http.host },
    logging: readLogging(settings.logging),
    inputs: settings.inputs.map(({ id, description, password }) => ({ id, description, password })),
    references: resolved.uses,
    secrets: resolved.secrets,
    version: typeof version === 'number' ? version : 1,
    isOutdated: version !== VERSION,
  };
}

function readTree(source: string, report: Report, position: ReturnType<typeof positionFinder>): Node | null {
  if (source.length > MAX_CONFIGURATION_CHARACTERS) {
    const size = (source.length / 1024 / 1024).toFixed(1);
    report.error(
      0,
      [],
      `the file is too large to be a configuration: ${size} million characters, 1 is the most`,
    );
    return null;
  }
  const nul = source.indexOf('\0');
  if (nul !== -1) {
    report.error(
      nul,
      [],
      'there is a NUL character here: this is no text file, or one that is not saved as UTF-8',
    );
    return null;
  }
  const tokens = tokensOf(source);
  if (tokens.length === 0) {
    report.error(0, [], `the file is empty: a configuration without servers is ${EXAMPLE}`);
    return null;
  }
  const deep = tooDeep(tokens, MAX_DEPTH);
  if (deep) {
    report.error(deep.offset, [], `brackets are nested more than ${MAX_DEPTH} deep here`);
    return null;
  }
  const errors: ParseError[] = [];
  const root = parseTree(source, errors, { allowTrailingComma: true });
  const [first] = errors;
  if (first) {
    const fault = syntaxFault(source, tokens, first, position);
    report.error(fault.offset, [], fault.message);
    return null;
  }
  if (root?.type !== 'object') {
    const found = root ? describe(getNodeValue(root)) : 'nothing';
    report.error(root?.offset ?? 0, [], `the file must hold an object, ${EXAMPLE}, not ${found}`);
    return null;
  }
  return root;
}

/** The servers may stand under another client's key, under a misspelt one, or without any key around them. */
function reportAbsent(root: Node, report: Report): void {
  const properties = propertiesOf(root);
  const wrong =
    properties.find(({ name }) => /^(mcp|context)?[_-]?servers?$/i.test(name)) ?? misspelt(properties);
  if (wrong) {
    report.error(
      wrong.key.offset,
      [],
      `${ABSENT}; did you mean "mcpServers" instead of ${quoted(wrong.name)}?`,
    );
    return;
  }
  const bare = properties.find(({ value }) => propertyOf(value, 'command') ?? propertyOf(value, 'url'));
  const hint = bare ? `; put ${quoted(bare.name)} into it` : '';
  report.error((bare?.key ?? root).offset, [], `${ABSENT}${hint}`);
}

function misspelt(properties: readonly Property[]): Property | undefined {
  return properties.find(({ name }) => nearest(name, ['mcpServers']) !== undefined);
}
