import {
  formatOf,
  loadFormat,
  NOTHING_BESIDE,
  parseConfiguration,
} from '#engine/configuration/configuration.ts';
import { percentile } from './alerts/score.ts';
import type { Bench } from './kit/bench.ts';

const SERVERS = 200;

/** One text with all its findings, as an editor asks for while somebody types, and a reload does once. */
export const configurationValidate: Bench = {
  name: 'configuration-validate',
  about: `how long a configuration of ${SERVERS} servers takes to be read and checked, as JSON and as YAML`,
  async run({ quick }) {
    await loadFormat('servers.yaml');
    const rounds = quick ? 40 : 300;
    const measured = [
      measure('JSON', '/home/me/servers.json', JSON.stringify(configuration(0), null, 2), rounds),
      measure(
        'JSON with a finding in each server',
        '/home/me/servers.json',
        JSON.stringify(configuration(1), null, 2),
        rounds,
      ),
      measure(
        'YAML',
        '/home/me/servers.yaml',
        formatOf('a.yaml').edit('', [{ path: ['mcpServers'], value: configuration(0).mcpServers }]),
        rounds,
      ),
    ];
    return {
      columns: ['text', 'size', 'findings', 'p50', 'p95', 'processor time each'],
      rows: measured.map(({ name, characters, findings, p50Ms, p95Ms, cpuMs }) => [
        name,
        `${Math.round(characters / 1000)} KB`,
        String(findings),
        `${p50Ms.toFixed(1)} ms`,
        `${p95Ms.toFixed(1)} ms`,
        `${cpuMs.toFixed(1)} ms`,
      ]),
      notes: [
        `${rounds} readings of each, one after the other in one process, after 30 that are not counted.`,
      ],
      figures: Object.fromEntries(measured.map(({ name, ...figures }) => [name, figures])),
    };
  },
};

function measure(name: string, file: string, text: string, rounds: number) {
  for (let round = 0; round < 30; round += 1) parseConfiguration(file, text, NOTHING_BESIDE);
  const took: number[] = [];
  let findings = 0;
  const before = process.cpuUsage();
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now();
    const result = parseConfiguration(file, text, NOTHING_BESIDE);
    took.push(performance.now() - start);
    findings = (result.ok ? result.configuration.findings : result.findings).length;
  }
  const { user, system } = process.cpuUsage(before);
  return {
    name,
    characters: text.length,
    findings,
    p50Ms: percentile(took, 0.5) ?? 0,
    p95Ms: percentile(took, 0.95) ?? 0,
    cpuMs: (user + system) / 1000 / rounds,
  };
}

/** What people write of a server, in the measure of a real file. */
function configuration(slips: number) {
  const servers = Array.from({ length: SERVERS }, (_, index): [string, object] => [
    `server-${index}`,
    {
      ...(index % 5 === 0
        ? { type: 'http', url: `https://host-${index}.example/mcp`, headers: { 'X-Team': 'red' } }
        : {
            command: 'npx',
            args: ['-y', `@scope/server-${index}`, '--port', String(4000 + index)],
            env: { LOG_LEVEL: 'info', HOME_FOLDER: `/srv/${index}` },
            limits: { memorySoft: '512MB', inFlight: 4 },
          }),
      restart: { policy: 'on-failure', maxAttempts: 6 },
      timeouts: { request: '30s' },
      tools: { deny: ['delete_*'], rename: { list: 'list_all' } },
      cache: { ttl: '5m' },
      ...(slips > 0 ? { timeuot: '5s' } : {}),
    },
  ]);
  return { mcpServers: Object.fromEntries(servers) };
}
