import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { table } from '../bench/kit/bench.ts';
import { makeHome } from '../process/harness/home.ts';
import { type ServedEngine, serve } from '../process/harness/serve.ts';
import { installJudges, JUDGES } from '../runner/install-judges.ts';
import { compare, expectedFailures } from './expected-failures.ts';
import { judge, type Verdict } from './judge.ts';
import { withUndo } from './undo.ts';
import { withToken } from './with-token.ts';

const HELP = `The official conformance suite judges the gateway, with a server behind it that has all the suite asks for.

  npm run conformance                          every server, every revision; and \`connect\` as a client
  npm run conformance -- --server modern       a server of one era: both, legacy, modern, or bare (no gateway at all)
  npm run conformance -- --revision 2025-11-25
  npm run conformance -- --client              \`connect\` alone
  npm run conformance -- --quick               the newest revision of each era, a server of both; as npm test does
  npm run conformance -- --scenario ping --verbose

Exits with 1 when something fails that test/conformance/expected-failures.json does not list, or passes that it lists.`;

const REVISIONS = ['2025-03-26', '2025-06-18', '2025-11-25', '2026-07-28'];
/** What the server behind the gateway speaks; bare: both, over the SDK's own HTTP and without the gateway. */
const SERVERS = ['bare', 'both', 'legacy', 'modern'] as const;
type Server = (typeof SERVERS)[number];
const CLIENT_REVISIONS = ['2025-11-25', '2026-07-28'];

/** They send to the path of the URL alone, so that the token in its query is lost. */
const WITHOUT_QUERY = ['http-header-validation', 'http-custom-header-server-validation'];

interface Row {
  readonly subject: string;
  readonly revision: string;
  readonly verdicts: readonly Verdict[];
  /** Lists of expected failures that hold for it. */
  readonly lists: readonly string[];
}

interface Options {
  readonly scenario: string | undefined;
  readonly shouldPrint: boolean;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      server: { type: 'string', multiple: true },
      revision: { type: 'string', multiple: true },
      scenario: { type: 'string' },
      client: { type: 'boolean' },
      quick: { type: 'boolean' },
      verbose: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help === true) {
    console.log(HELP);
    return 0;
  }
  await installJudges();
  const options = { scenario: values.scenario, shouldPrint: values.verbose === true };
  if (values.quick === true) {
    values.server ??= ['both'];
    values.revision ??= [...CLIENT_REVISIONS];
  }
  const servers = values.client === true ? [] : SERVERS.filter((one) => values.server?.includes(one) ?? true);
  const revisions = values.revision ?? REVISIONS;
  const rows: Row[] = [];
  for (const server of servers) rows.push(...(await judgeServer(server, revisions, options)));
  if (values.server === undefined) {
    rows.push(
      ...(await judgeConnect(
        CLIENT_REVISIONS.filter((one) => revisions.includes(one)),
        options,
      )),
    );
  }
  return report(rows);
}

async function judgeServer(server: Server, revisions: readonly string[], options: Options): Promise<Row[]> {
  return withUndo(async (defer) => {
    const { url, token } =
      server === 'bare' ? await startBare(defer) : await startBehindGateway(server, defer);
    const rows: Row[] = [];
    for (const revision of revisions) {
      const subject = { kind: 'server' as const, revision };
      const scenario = options.scenario === undefined ? {} : { scenario: options.scenario };
      const query = token === null ? '' : `?token=${token}`;
      let verdicts = await judge(
        { ...subject, ...scenario, args: ['--url', `${url}${query}`] },
        options.shouldPrint,
      );
      if (token !== null) {
        const through = await withToken(url, token, defer);
        verdicts = await Promise.all(
          verdicts.map(async (verdict) => {
            if (!WITHOUT_QUERY.includes(verdict.scenario)) return verdict;
            const again = { ...subject, scenario: verdict.scenario, args: ['--url', through] };
            return (await judge(again, options.shouldPrint))[0] ?? verdict;
          }),
        );
      }
      const name = server === 'bare' ? 'no gateway' : `gateway, server of ${nameOf(server)}`;
      rows.push({ subject: name, revision, verdicts, lists: ['bare', server] });
    }
    return rows;
  });
}

function nameOf(server: Server): string {
  return server === 'both' ? 'both eras' : `the ${server} era`;
}

type Defer = Parameters<Parameters<typeof withUndo>[0]>[0];

async function startBare(defer: Defer): Promise<{ url: string; token: null }> {
  const child = spawn(process.execPath, [join(JUDGES, 'servers/conformance-http.js')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  defer(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).once('line', resolve);
    child.once('exit', () => reject(new Error('the bare server ended')));
  });
  return { url, token: null };
}

async function startBehindGateway(eras: string, defer: Defer): Promise<{ url: string; token: string }> {
  const home = await makeHome(defer);
  await home.configure({
    judged: {
      command: process.execPath,
      args: [join(JUDGES, 'servers/conformance-server.js')],
      env: { ERAS: eras },
    },
  });
  const engine: ServedEngine = await serve(home, { defer });
  await engine.untilReady('judged');
  return { url: new URL('mcp/judged', engine.url).href, token: engine.token };
}

/** The suite plays the server, our engine its client, and `signalbox connect` the way to it. */
async function judgeConnect(
  revisions: readonly string[],
  { scenario, shouldPrint }: Options,
): Promise<Row[]> {
  const program = join(JUDGES, 'clients/through-connect.js');
  const rows: Row[] = [];
  for (const revision of revisions) {
    const scenarios = scenario === undefined ? CLIENT_SCENARIOS[revision] : [scenario];
    const verdicts: Verdict[] = [];
    for (const one of scenarios ?? []) {
      const args = ['--command', `${process.execPath} ${program}`];
      verdicts.push(...(await judge({ kind: 'client', args, revision, scenario: one }, shouldPrint)));
    }
    rows.push({ subject: 'connect', revision, verdicts, lists: ['connect'] });
  }
  return rows;
}

/** Those of the suite that are about messages; the others are about signing in to remote servers. */
const CLIENT_SCENARIOS: Readonly<Record<string, readonly string[]>> = {
  '2025-11-25': [
    'initialize',
    'tools_call',
    'elicitation-sep1034-client-defaults',
    'sse-retry',
    'json-schema-2020-12-preservation',
  ],
  '2026-07-28': [
    'tools_call',
    'request-metadata',
    'sep-2322-client-request-state',
    'http-standard-headers',
    'http-custom-headers',
    'http-invalid-tool-headers',
    'json-schema-ref-no-deref',
    'json-schema-2020-12-preservation',
  ],
};

async function report(rows: readonly Row[]): Promise<number> {
  const cells: string[][] = [];
  const troubles: string[] = [];
  for (const { subject, revision, verdicts, lists } of rows) {
    const { unexpected, stale } = compare(verdicts, await expectedFailures(lists, revision));
    const good = verdicts.filter(({ faults }) => faults.length === 0).length;
    const known = verdicts.length - good - unexpected.length;
    cells.push([
      subject,
      revision,
      `${good} of ${verdicts.length}`,
      String(known),
      String(unexpected.length),
    ]);
    for (const { scenario, faults } of unexpected) {
      troubles.push(`${subject}, ${revision}, ${scenario}:`, ...faults.map((fault) => `  ${fault}`));
    }
    for (const scenario of stale) {
      troubles.push(`${subject}, ${revision}, ${scenario}: passes, though it is expected to fail`);
    }
  }
  console.log(table(['subject', 'revision', 'scenarios passed', 'known to fail', 'failed'], cells));
  if (troubles.length > 0) console.log(`\n${troubles.join('\n')}`);
  return troubles.length === 0 ? 0 : 1;
}

process.exitCode = await main();
