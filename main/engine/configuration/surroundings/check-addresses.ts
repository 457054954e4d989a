import { propertyOf } from '../reading/key-findings.ts';
import { quoted } from '../reading/wording.ts';
import { isLocal, offsetOf, type Scene, type SeenServer } from './scene.ts';

/** Where Signalbox listens when the file names no port. */
const USUAL_PORT = 4870;
const URL_KEYS = ['url', 'serverUrl', 'httpUrl'];
const LOCAL_HOST = /^(?:localhost|.+\.localhost|127(?:\.\d+){3}|\[::1?\]|0\.0\.0\.0)$/;

/** Ports that two want, and addresses that leave open how they are spoken to. */
export function checkAddresses(scene: Scene): void {
  const { report, configuration } = scene;
  const ownPort = configuration.http.port ?? USUAL_PORT;
  const starters = new Map<number, string>();
  for (const server of scene.servers) {
    const { config, entry, path } = server;
    const key = URL_KEYS.find((name) => propertyOf(entry.value, name) !== undefined);
    if (config.transport !== 'http' || config.url === null || key === undefined) continue;
    checkType(server, key, scene);
    const port = localPort(config.url);
    if (port === null) continue;
    const at = offsetOf(server, [key]);
    if (port === ownPort) {
      const says = isLocal(server)
        ? 'is where Signalbox itself listens: give the server another port, or Signalbox with "http.port"'
        : 'is an address of Signalbox itself: its servers would be reached through it in a circle';
      report.warning(at, [...path, key], `names port ${port}, which ${says}`);
      continue;
    }
    if (!isLocal(server)) continue;
    const first = starters.get(port);
    if (first === undefined) starters.set(port, config.name);
    else
      report.warning(
        at,
        [...path, key],
        `names port ${port}, which ${quoted(first)} listens on too: the second of them can't start; give one of them another port`,
      );
  }
}

/** The port of an address on this machine. */
function localPort(address: string): number | null {
  const url = URL.parse(address);
  if (url === null || !LOCAL_HOST.test(url.hostname)) return null;
  return url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
}

function checkType({ entry, path, config }: SeenServer, key: string, { report }: Scene): void {
  if (propertyOf(entry.value, 'type') ?? propertyOf(entry.value, 'transport')) return;
  const type = /\/sse\/?$/.test(URL.parse(config.url ?? '')?.pathname ?? '') ? 'sse' : 'http';
  report.warning(
    propertyOf(entry.value, key)?.key.offset ?? entry.key.offset,
    [...path, key],
    `stands without a "type", so "http" is tried first and the older "sse" second: say which, such as "type": "${type}"`,
    {
      kind: 'edit',
      title: `Add "type": "${type}"`,
      edits: [{ path: [...path, 'type'], value: type }],
    },
  );
}
