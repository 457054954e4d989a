import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { someFreePort } from '../../harness/free-port.ts';
import { until } from '../../harness/until.ts';

/** An Alertmanager that groups by server, and tells a webhook within about a second. */
export async function openAlertmanager(folder: string, webhookUrl: string) {
  const data = await mkdtemp(join(tmpdir(), 'signalbox-alertmanager-'));
  const config = {
    route: {
      receiver: 'test',
      group_by: ['server'],
      group_wait: '1s',
      group_interval: '1s',
      repeat_interval: '1h',
    },
    receivers: [{ name: 'test', webhook_configs: [{ url: webhookUrl, send_resolved: true }] }],
  };
  // JSON is YAML.
  await writeFile(join(data, 'alertmanager.yml'), JSON.stringify(config));
  const port = await someFreePort();
  const child = spawn(
    join(folder, 'prometheus-alertmanager'),
    [
      `--config.file=${join(data, 'alertmanager.yml')}`,
      `--storage.path=${join(data, 'storage')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--cluster.listen-address=',
    ],
    { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
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
  const url = `http://127.0.0.1:${port}`;
  const isReady = () =>
    fetch(`${url}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  await until('Alertmanager is ready', isReady, { seen: () => stderr });
  return { url };
}
