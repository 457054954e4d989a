import { getNodeValue, type Node } from 'jsonc-parser';
import { formatOf } from '../formats/format-of.ts';
import { reportAt } from '../references/report-at.ts';
import { resolveReferences } from '../references/resolve-references.ts';
import type { Configuration, LoadResult } from '../server-config.ts';
import type { ReadingContext } from '../sources/reading-context.ts';
import { FileSettings, VERSION } from '../versions/config-v1.ts';
import { checkDependencies } from './check-dependencies.ts';
import { readEnvironment } from './environment-defaults.ts';
import { findDuplicates, findUnknownKeys, type Property, propertiesOf, propertyOf } from './key-findings.ts';
import { readAlerts } from './read-alerts.ts';
import { readBesideFaults } from './read-beside-faults.ts';
import { checkAdminName, readGateway } from './read-gateway.ts';
import { readLogging } from './read-logging.ts';
import { readMonitoring } from './read-monitoring.ts';
import { readOperations } from './read-operations.ts';
import { readServer, reportIssues } from './read-server.ts';
import { MAX_CONFIGURATION_CHARACTERS, readTree } from './read-tree.ts';
import { newReport, type Report } from './report.ts';
import { checkServerNames } from './server-names.ts';
import { positionFinder } from './text-position.ts';
import { describe, nearest, quoted } from './wording.ts';

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
  const format = formatOf(file);
  const root = readTree(source, format, report);
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
  if (servers === undefined) reportAbsent(root, format.example, report);
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

/** The servers may stand under another client's key, under a misspelt one, or without any key around them. */
function reportAbsent(root: Node, example: string, report: Report): void {
  const absent = `"mcpServers" is missing: the servers stand in it, ${example}`;
  const properties = propertiesOf(root);
  const wrong =
    properties.find(({ name }) => /^(mcp|context)?[_-]?servers?$/i.test(name)) ?? misspelt(properties);
  if (wrong) {
    report.error(
      wrong.key.offset,
      [],
      `${absent}; did you mean "mcpServers" instead of ${quoted(wrong.name)}?`,
    );
    return;
  }
  const bare = properties.find(({ value }) => propertyOf(value, 'command') ?? propertyOf(value, 'url'));
  const hint = bare ? `; put ${quoted(bare.name)} into it` : '';
  report.error((bare?.key ?? root).offset, [], `${absent}${hint}`);
}

function misspelt(properties: readonly Property[]): Property | undefined {
  return properties.find(({ name }) => nearest(name, ['mcpServers']) !== undefined);
}
