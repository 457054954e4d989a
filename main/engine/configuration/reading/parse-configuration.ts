import { getNodeValue } from 'jsonc-parser';
import { reportAt } from '../references/report-at.ts';
import { resolveReferences } from '../references/resolve-references.ts';
import { withoutMissing } from '../references/without-missing.ts';
import type { Configuration, LoadResult } from '../server-config.ts';
import type { ReadingContext } from '../sources/reading-context.ts';
import { FileSettings, VERSION } from '../versions/config-v1.ts';
import { checkDependencies } from './check-dependencies.ts';
import { checkInputs } from './check-inputs.ts';
import { propertiesOf, propertyOf } from './key-findings.ts';
import { type Attempt, withoutWhatDoesNotFit } from './left-out.ts';
import { readAlerts } from './read-alerts.ts';
import { readBesideFaults } from './read-beside-faults.ts';
import { readDefaults } from './read-defaults.ts';
import { checkAdminName, readGateway } from './read-gateway.ts';
import { readLogging } from './read-logging.ts';
import { readMonitoring } from './read-monitoring.ts';
import { readOperations } from './read-operations.ts';
import { readServer, reportIssues } from './read-server.ts';
import { openSources, type Sources } from './read-sources.ts';
import { checkServerNames } from './server-names.ts';

/**
 * Reads the text of a configuration file. Never throws: whatever is wrong is a finding with its place.
 * `file` is absolute; a relative `cwd` is resolved against its folder.
 */
export function parseConfiguration(file: string, text: string, context: ReadingContext): LoadResult {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const attempt = (without: ReadonlyMap<string, string>) => read(file, source, context, without);
  const whole = attempt(new Map());
  if (whole.result.ok || whole.sayings.length === 0) return whole.result;
  return withoutWhatDoesNotFit(`${file}\0${source}`, whole, attempt);
}

type Read = Omit<Configuration, 'file' | 'text' | 'leftOut' | 'readWith' | 'findings'>;

function read(
  file: string,
  source: string,
  context: ReadingContext,
  without: ReadonlyMap<string, string>,
): Attempt {
  const { report, sources } = openSources({ file, source, context, without });
  const found = sources === null ? null : readAll(file, context, sources);
  const findings = report.findings();
  const result: LoadResult =
    found === null || report.failed()
      ? { ok: false, findings }
      : {
          ok: true,
          configuration: {
            file,
            text: source,
            ...found,
            leftOut: [...without.keys()],
            readWith: context,
            findings,
          },
        };
  return { result, sayings: sources?.sayings ?? [] };
}

function readAll(file: string, context: ReadingContext, sources: Sources): Read | null {
  const { root, report, version, moved } = sources;
  const resolved = resolveReferences(getNodeValue(root), context, reportAt(root, report));
  report.hide(resolved.secrets);
  context.hide?.(resolved.secrets);
  const { issues, found: settings } = readBesideFaults(FileSettings, resolved.value);
  reportIssues(issues, root, [], report);

  checkInputs(root, report);
  const entries = propertiesOf(propertyOf(root, 'mcpServers')?.value);
  checkServerNames(entries, report);
  const inherited = settings === null ? {} : readDefaults(settings.defaults, resolved.value, root, report);
  const read = entries
    .map((entry) => readServer({ file, entry, resolved, inherited, report }))
    .filter((server) => server !== null);
  checkDependencies(entries, read, report);
  if (settings === null) return null;
  const isAdminKnown = !issues.some(({ path: [first] }) => first === 'gateway');
  if (isAdminKnown && settings.gateway.admin !== null) checkAdminName(entries, report);
  const all = {
    servers: read,
    monitoring: readMonitoring(settings.monitoring, root, report),
    alerts: readAlerts(settings.alerts, root, entries, report),
    operations: readOperations(settings.operations),
    gateway: readGateway(settings.gateway),
    http: { port: settings.http.port ?? null, host: settings.http.host },
    logging: readLogging(settings.logging),
    inputs: settings.inputs.map(({ id, description, password }) => ({ id, description, password })),
    references: resolved.uses,
    secrets: resolved.secrets,
    version: version.number,
    isOutdated: moved.length > 0 || (version.isSaid && version.number < VERSION),
  };
  return withoutMissing(all, resolved.uses);
}
