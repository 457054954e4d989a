import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { JUDGES } from '../../../runner/install-judges.ts';
import type { Gateway } from './gateway.ts';

const LIMIT_MS = 90_000;
const PackageJson = z.object({ bin: z.record(z.string(), z.string()) });

/** How a client gets to the gateway: over HTTP, or through `signalbox connect`. */
export type Route = 'http' | 'connect';

export interface Visit {
  /** Names of the tools that it sees. */
  readonly tools: readonly string[];
  /** The texts that the tools gave it. */
  readonly texts: readonly string[];
}

/** A program of somebody else's that lists tools and calls some. */
export interface Judge {
  readonly name: string;
  /** Calls each of these tools with the message. */
  visit(gateway: Gateway, place: Place, tools: readonly string[], message: string): Promise<Visit>;
}

export interface Place {
  readonly route: Route;
  /** All servers without one. */
  readonly server?: string | undefined;
}

/** Runs a program by this Node in a home of its own. Rejects with what it said when it fails. */
async function run(gateway: Gateway, file: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, HOME: gateway.home.folder, SIGNALBOX_HOME: gateway.home.folder };
    execFile(
      process.execPath,
      [file, ...args],
      { env, timeout: LIMIT_MS, maxBuffer: 2 ** 26 },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(new Error(`${error.message}\n${stdout}\n${stderr}`));
      },
    );
  });
}

async function program(packageName: string, command: string): Promise<string> {
  const folder = join(JUDGES, 'node_modules', packageName);
  const { bin } = PackageJson.parse(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')));
  const script = bin[command];
  if (script === undefined) throw new Error(`${packageName} has no command named ${command}`);
  return join(folder, script);
}

const Tools = z.object({ tools: z.array(z.object({ name: z.string() })) });
const CallResult = z.object({ content: z.tuple([z.object({ text: z.string() })]) });

export const inspector: Judge = {
  name: "the Inspector's command line",
  async visit(gateway, place, tools, message) {
    const listed = Tools.parse(JSON.parse(await inspect(gateway, place, ['--method', 'tools/list'])));
    const texts: string[] = [];
    for (const tool of tools) {
      const what = ['--method', 'tools/call', '--tool-name', tool, '--tool-arg', `message=${message}`];
      texts.push(CallResult.parse(JSON.parse(await inspect(gateway, place, what))).content[0].text);
    }
    return { tools: listed.tools.map(({ name }) => name), texts };
  },
};

async function inspect(gateway: Gateway, { route, server }: Place, what: readonly string[]) {
  const { command, args } = gateway.connect(server);
  const target =
    route === 'http'
      ? [gateway.urlWithToken(server), '--transport', 'http']
      : [command, ...args, '-e', `SIGNALBOX_HOME=${gateway.home.folder}`];
  const file = await program('@modelcontextprotocol/inspector', 'mcp-inspector');
  return run(gateway, file, ['--cli', ...target, ...what]);
}

export const mcporter: Judge = {
  name: 'mcporter',
  async visit(gateway, place, tools, message) {
    const file = await program('mcporter', 'mcporter');
    const target = porterTarget(gateway, place);
    const listed = Tools.parse(JSON.parse(await run(gateway, file, ['list', ...target, '--json'])));
    const texts: string[] = [];
    for (const tool of tools) {
      const args = ['--tool', tool, '--args', JSON.stringify({ message })];
      texts.push(await run(gateway, file, ['call', ...target, ...args]));
    }
    return { tools: listed.tools.map(({ name }) => name), texts };
  },
};

function porterTarget(gateway: Gateway, { route, server }: Place): string[] {
  if (route === 'http') return ['--http-url', gateway.urlWithToken(server), '--allow-http'];
  const { command, args } = gateway.connect(server);
  const home = ['--env', `SIGNALBOX_HOME=${gateway.home.folder}`];
  return ['--stdio', command, ...args.flatMap((one) => ['--stdio-arg', one]), ...home];
}

/** One thing that {@link runSession} does; see test/judges/clients/sdk-session.js. */
export interface Ask {
  readonly as: string;
  readonly do: 'list' | 'call' | 'progress' | 'cancel' | 'elicit' | 'sample' | 'tools-changed' | 'subscribe';
  readonly tool?: string;
  readonly arguments?: Readonly<Record<string, unknown>>;
  readonly uri?: string;
  /** A tool that says how many calls of `tool` were cancelled. */
  readonly counter?: string;
}

export interface Sdk {
  readonly sdk: 'v1' | 'v2';
  readonly mode: 'legacy' | 'auto' | 'modern';
}

const SessionReport = z.object({ era: z.string(), said: z.record(z.string(), z.unknown()) });
export type SessionReport = z.infer<typeof SessionReport>;

/** One session of an SDK's client. */
export async function runSession(
  gateway: Gateway,
  sdk: Sdk,
  target: { readonly url: string } | { readonly command: string; readonly args: readonly string[] },
  asks: readonly Ask[],
): Promise<SessionReport> {
  const file = join(JUDGES, 'clients/sdk-session.js');
  return SessionReport.parse(
    JSON.parse(await run(gateway, file, [JSON.stringify({ ...sdk, ...target, asks })])),
  );
}

export async function targetOf(gateway: Gateway, { route, server }: Place, through?: 'mcp-remote') {
  if (through === 'mcp-remote') {
    const file = await program('mcp-remote', 'mcp-remote');
    const args = [file, gateway.urlWithToken(server), '--allow-http', '--transport', 'http-only'];
    return { command: process.execPath, args };
  }
  return route === 'http' ? { url: gateway.urlWithToken(server) } : gateway.connect(server);
}

const Said = z.record(z.string(), z.string());

export function sdkJudge(name: string, sdk: Sdk, through?: 'mcp-remote'): Judge {
  return {
    name,
    async visit(gateway, place, tools, message) {
      const calls = tools.map((tool): Ask => ({ as: tool, do: 'call', tool, arguments: { message } }));
      const target = await targetOf(gateway, place, through);
      const { said } = await runSession(gateway, sdk, target, [{ as: 'list', do: 'list' }, ...calls]);
      const { list, ...texts } = said;
      return { tools: z.array(z.string()).parse(list), texts: Object.values(Said.parse(texts)) };
    },
  };
}
