import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { someFreePort } from '../harness/free-port.ts';
import { until } from '../harness/until.ts';

type Labels = Readonly<Record<string, string>>;

/** A Prometheus that scrapes one engine. */
export interface Prometheus {
  /** What an instant query gives: labels and value of each. */
  query(expression: string): Promise<{ readonly labels: Labels; readonly value: number }[]>;
  /** Every series that was scraped since it was started, also those that are there no more. */
  series(match: string): Promise<Labels[]>;
}

const SCRAPE_EVERY = '1s';

/** @param folder with its program */
export async function openPrometheus(
  folder: string,
  target: { readonly url: string; readonly token: string },
): Promise<Prometheus> {
  const data = await mkdtemp(join(tmpdir(), 'signalbox-prometheus-'));
  const config = join(data, 'prometheus.yml');
  const job = {
    job_name: 'signalbox',
    scrape_interval: SCRAPE_EVERY,
    scrape_timeout: SCRAPE_EVERY,
    authorization: { credentials: target.token },
    static_configs: [{ targets: [new URL(target.url).host] }],
  };
  // JSON is YAML.
  await writeFile(config, JSON.stringify({ scrape_configs: [job] }), { mode: 0o600 });
  const port = await someFreePort();
  const child = spawn(
    join(folder, 'prometheus'),
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(data, 'tsdb')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-4000);
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
    await rm(data, { recursive: true, force: true });
  });
  const ask = async (path: string): Promise<unknown> => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    const { data: found, error } = (await response.json()) as { data: unknown; error?: string };
    if (error !== undefined) throw new Error(error);
    return found;
  };
  const isReady = () =>
    fetch(`http://127.0.0.1:${port}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  await until('Prometheus is ready', isReady, { seen: () => stderr });
  return {
    async query(expression) {
      const { result } = (await ask(`/api/v1/query?query=${encodeURIComponent(expression)}`)) as {
        result: { metric: Labels; value: [number, string] }[];
      };
      return result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
    },
    async series(match) {
      return (await ask(`/api/v1/series?match[]=${encodeURIComponent(match)}`)) as Labels[];
    },
  };
}

/** What `promtool check metrics` finds in a text; empty for one that is clean. */
export function lintMetrics(folder: string, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(join(folder, 'promtool'), ['check', 'metrics'], (error, stdout, stderr) => {
      if (error !== null && stdout + stderr === '') reject(error);
      else resolve(stdout + stderr);
    });
    child.stdin?.end(text);
  });
}
