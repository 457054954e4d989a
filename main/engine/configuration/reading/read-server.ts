import { findNodeAtLocation, type Node } from 'jsonc-parser';
import type { z } from 'zod';
import { referencesOfServer } from '../references/references-of-server.ts';
import type { Resolved } from '../references/resolve-references.ts';
import type { ServerConfig } from '../server-config.ts';
import { DEFAULTS, ServerEntry } from '../versions/config-v1.ts';
import { type Inherited, inherit } from './inherit.ts';
import type { Property } from './key-findings.ts';
import { readBesideFaults } from './read-beside-faults.ts';
import { readChecks } from './read-checks.ts';
import { readGuards, readRequestTimes } from './read-guards.ts';
import { readInstances, readLimits } from './read-resources.ts';
import { readRestart } from './read-restart.ts';
import { readTools } from './read-tools.ts';
import type { Report } from './report.ts';
import { resolvePath } from './resolve-path.ts';
import { reportUnused } from './unused-keys.ts';

/** What tells whether a server is run or connected to. */
const REACHED_BY = ['command', 'url', 'serverUrl', 'httpUrl', 'type', 'transport'];

interface ReadServerOptions {
  readonly file: string;
  readonly entry: Property;
  /** Of the whole file. */
  readonly resolved: Resolved;
  readonly inherited: Inherited;
  readonly report: Report;
}

/**
 * One entry of `mcpServers` with its defaults filled in. What is wrong with it is reported; then it is read without
 * that, for the sake of what else is wrong, or is null where nothing can be read.
 */
export function readServer({
  file,
  entry,
  resolved,
  inherited,
  report,
}: ReadServerOptions): ServerConfig | null {
  const path = ['mcpServers', entry.name];
  const { issues, found } = readBesideFaults(
    ServerEntry,
    inherit(valueAtPath(resolved.value, path), inherited),
  );
  reportIssues(issues, entry.value, path, report);
  if (found === null) return null;
  const isReachKnown = !issues.some((issue) => REACHED_BY.includes(String(issue.path[0])));
  const url = found.url ?? found.serverUrl ?? found.httpUrl ?? null;
  const type = found.type ?? found.transport ?? (url === null ? 'stdio' : 'http');
  const transport = type === 'stdio' ? 'stdio' : 'http';
  const place = { entry, path, report };
  const command = found.command ?? '';
  const isReachable = transport === 'http' ? url !== null : found.command !== undefined;
  if (!isReachable && isReachKnown) {
    report.error(entry.key.offset, path, missing(transport, url, found.command));
  }
  if (isReachable && isReachKnown) reportUnused(transport, command !== '', place);
  const local = transport === 'stdio' || command !== '';
  const onDemand = found.start === 'on-demand';
  return {
    name: entry.name,
    transport,
    command,
    args: found.args,
    env: found.env,
    cwd: found.cwd === undefined ? null : resolvePath(file, found.cwd),
    url: transport === 'http' ? url : null,
    httpTransport: type === 'sse' ? 'sse' : 'streamable-http',
    headers: transport === 'http' ? found.headers : {},
    disabled: found.disabled ?? found.enabled === false,
    start: found.start,
    idleStopMs: found.idleStop === undefined ? (onDemand ? DEFAULTS.idleStopMs : null) : found.idleStop,
    keepRunning: found.keepRunning && transport === 'http' && local,
    dependsOn: [...new Set(found.dependsOn)],
    restart: readRestart(found.restart, place),
    limits: readLimits(found.limits, local, place),
    instances:
      found.share === 'per-client'
        ? null
        : readInstances(found.instances, isReachKnown ? transport : 'stdio', place),
    timeouts: {
      startMs: found.timeouts.start ?? DEFAULTS.startMs,
      installMs: found.timeouts.install,
      handshakeMs: found.timeouts.handshake,
      stdinCloseMs: found.timeouts.stdinClose,
      terminateMs: found.timeouts.terminate,
      ...readRequestTimes(found.timeouts, place),
    },
    share: found.share,
    tools: readTools(found.tools, place),
    ...readGuards(found, place),
    liveness: {
      intervalMs: found.health.interval,
      timeoutMs: found.health.timeout,
      misses: found.health.misses,
      onHang: found.health.onHang,
    },
    protocolVersion: found.protocolVersion ?? null,
    checks: readChecks(file, found.health.checks, place),
    metrics: found.metrics && {
      command: found.metrics.command,
      args: found.metrics.args,
      intervalMs: found.metrics.interval,
      timeoutMs: found.metrics.timeout,
      maxBytes: found.metrics.maxSize,
    },
    references: referencesOfServer(resolved, entry.name),
  };
}

function valueAtPath(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (part, key) =>
      typeof part === 'object' && part !== null && Object.hasOwn(part, key)
        ? Reflect.get(part, key)
        : undefined,
    value,
  );
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
    const value = valueAt(node, steps);
    const key = value.parent?.type === 'property' ? value.parent.children?.[0] : undefined;
    const wrongKey = issue.code === 'invalid_key';
    const message = wrongKey ? (issue.issues[0]?.message ?? issue.message) : issue.message;
    report.error(wrongKey ? (key ?? value).offset : value.offset, [...path, ...steps], message);
  }
}

/** A single value may stand where a list belongs, so that the last step leads nowhere. */
function valueAt(node: Node, steps: readonly (string | number)[]): Node {
  for (let length = steps.length; length > 0; length--) {
    const found = findNodeAtLocation(node, steps.slice(0, length));
    if (found) return found;
  }
  return node;
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
