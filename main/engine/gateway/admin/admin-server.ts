import type { AdminContext, AdminOptions } from './admin-options.ts';
import type { AdminTool } from './admin-tool.ts';
import { configurationTools } from './configuration-tools.ts';
import { diagnosticTools } from './diagnostic-tools.ts';
import { promptTools } from './prompt-tools.ts';
import { serverTools } from './server-tools.ts';

export type { AdminContext, AdminOptions, OfferedTool } from './admin-options.ts';

const INVALID_PARAMS = -32602;
const METHOD_NOT_FOUND = -32601;
const INTERNAL_ERROR = -32603;

const INSTRUCTIONS = [
  'Signalbox runs and watches the MCP servers of this machine; the tools here look after them.',
  'Start with health_report when something does not work: it names what needs attention and what to do about it.',
  'list_servers and server_statistics give states and figures, diagnostics and search_logs the reasons.',
  'With many tools at hand, analyze_prompt picks those that fit a task and hides the rest; show_all_tools brings them back.',
].join(' ');

export type AdminAnswer =
  | { readonly result: Record<string, unknown> }
  | { readonly error: { readonly code: number; readonly message: string; readonly data?: unknown } };

/** An MCP server without a process: what Signalbox lets AI clients see and do of itself. */
export interface AdminServer {
  readonly handshake: {
    readonly serverInfo: Readonly<Record<string, unknown>>;
    readonly capabilities: Readonly<Record<string, unknown>>;
    readonly instructions: string;
  };
  /** Never rejects. The handshake of either era is for who carries the messages. */
  request(method: string, params: Record<string, unknown>, context: AdminContext): Promise<AdminAnswer>;
}

/** Whose tools are listed depends on the settings of the moment: a change of them is a change of the list. */
export function createAdminServer(options: AdminOptions): AdminServer {
  const tools = new Map<string, AdminTool>(
    [
      ...serverTools(options),
      ...configurationTools(options),
      ...diagnosticTools(options),
      ...promptTools(options),
    ].map((tool) => [tool.name, tool]),
  );

  function list(cursor: unknown): AdminAnswer {
    if (cursor !== undefined)
      return fault(INVALID_PARAMS, 'There is one page of tools only: leave the cursor out.');
    const isOff = options.settings().destructive === 'never';
    const listed = [...tools.values()].filter((tool) => !(isOff && tool.isDestructive));
    return { result: { tools: listed.map(({ listing }) => listing) } };
  }

  async function callTool(params: Record<string, unknown>, context: AdminContext): Promise<AdminAnswer> {
    const { name, arguments: input = {} } = params;
    const tool = typeof name === 'string' ? tools.get(name) : undefined;
    if (tool === undefined) return fault(INVALID_PARAMS, `Unknown tool: ${String(name).slice(0, 200)}`);
    return { result: await tool.call(input, context) };
  }

  return {
    handshake: {
      serverInfo: { name: 'signalbox', title: 'Signalbox', version: options.version },
      capabilities: { tools: { listChanged: true } },
      instructions: INSTRUCTIONS,
    },
    async request(method, params, context) {
      try {
        if (method === 'tools/list') return list(params['cursor']);
        if (method === 'tools/call') return await callTool(params, context);
        if (method === 'ping') return { result: {} };
        return fault(METHOD_NOT_FOUND, `Method not found: ${method.slice(0, 200)}`);
      } catch (error) {
        return fault(INTERNAL_ERROR, error instanceof Error ? error.message : String(error));
      }
    },
  };
}

function fault(code: number, message: string): AdminAnswer {
  return { error: { code, message } };
}
