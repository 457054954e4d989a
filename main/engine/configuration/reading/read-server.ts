import { homedir } from 'node:os';
import { dirname, resolve } from 'node:path';
import { findNodeAtLocation, getNodeValue, type Node } from 'jsonc-parser';
import type { z } from 'zod';
import type { ServerConfig } from '../server-config.ts';
import { ServerEntry } from '../versions/config-v1.ts';
import { type Property, propertyOf } from './key-findings.ts';
import type { Report } from './report.ts';

/** One entry of `mcpServers` with its defaults filled in; null when something in it is wrong, which is reported. */
export function readServer(file: string, entry: Property, report: Report): ServerConfig | null {
  const path = ['mcpServers', entry.name];
  const parsed = ServerEntry.safeParse(getNodeValue(entry.value));
  if (!parsed.success) {
    reportIssues(parsed.error.issues, entry.value, path, report);
    return null;
  }
  const found = parsed.data;
  const url = found.url ?? found.serverUrl ?? found.httpUrl ?? null;
  const transport = found.type ?? found.transport ?? (url === null ? 'stdio' : 'http');
  if (transport === 'http' ? url === null : found.command === undefined) {
    report.error(entry.key.offset, path, missing(transport, url, found.command));
    return null;
  }
  const unused = transport === 'http' ? propertyOf(entry.value, 'command') : urlProperty(entry.value);
  if (unused) {
    const used = transport === 'http' ? 'url' : 'command';
    report.warning(
      unused.key.offset,
      [...path, unused.name],
      `is not used, for this server is reached by its ${used}`,
    );
  }
  return {
    name: entry.name,
    transport,
    command: transport === 'http' ? '' : (found.command ?? ''),
    args: found.args,
    env: found.env,
    cwd: found.cwd === undefined ? null : resolve(dirname(file), expandHome(found.cwd)),
    url: transport === 'http' ? url : null,
    disabled: found.disabled ?? found.enabled === false,
    httpTransport: 'streamable-http',
    headers: {},
    start: 'auto',
    idleStopMs: null,
    keepRunning: false,
    dependsOn: [],
    restart: {
      policy: found.restart.policy,
      successOn: [],
      preventOn: [],
      forceOn: [],
      withDependencies: false,
    },
    limits: {
      memorySoftBytes: null,
      memoryHardBytes: null,
      cpuPercent: null,
      openFiles: null,
      processes: null,
      sustainedMs: 15_000,
    },
    instances: null,
    timeouts: {
      startMs: found.timeouts.start,
      installMs: 600_000,
      handshakeMs: found.timeouts.handshake,
      stdinCloseMs: found.timeouts.stdinClose,
      terminateMs: found.timeouts.terminate,
    },
    liveness: {
      intervalMs: found.health.interval,
      timeoutMs: found.health.timeout,
      misses: found.health.misses,
      onHang: 'restart',
    },
  };
}

/** Puts each of zod's issues at the value that it is about, or at the key where the key itself is wrong. */
export function reportIssues(
  issues: readonly z.core.$ZodIssue[],
  node: Node,
  path: readonly string[],
  report: Report,
): void {
  for (const issue of issues) {
    const steps = issue.path.map((step) => (typeof step === 'symbol' ? step.toString() : step));
    const value = findNodeAtLocation(node, steps) ?? node;
    const key = value.parent?.type === 'property' ? value.parent.children?.[0] : undefined;
    const wrongKey = issue.code === 'invalid_key';
    const message = wrongKey ? (issue.issues[0]?.message ?? issue.message) : issue.message;
    report.error(wrongKey ? (key ?? value).offset : value.offset, [...path, ...steps], message);
  }
}

function missing(
  transport: ServerConfig['transport'],
  url: string | null,
  command: string | undefined,
): string {
  if (url === null && command === undefined) {
    return 'needs a "command" to run, such as "npx", or a "url" to connect to';
  }
  return transport === 'http'
    ? 'is of type http, so it needs a "url" to connect to'
    : 'is of type stdio, so it needs a "command" to run';
}

function urlProperty(node: Node): Property | undefined {
  return propertyOf(node, 'url') ?? propertyOf(node, 'serverUrl') ?? propertyOf(node, 'httpUrl');
}

function expandHome(path: string): string {
  return /^~(?=$|[\\/])/.test(path) ? homedir() + path.slice(1) : path;
}
