import { isRecord } from '../message.ts';
import { type Headers, headerValue } from './request-headers.ts';

/** RFC 9110 §5.1: what may be the name of a header. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const TYPES = new Set(['string', 'integer', 'boolean']);
/** Deeper is no schema of a tool's parameters. */
const DEPTH_MAX = 100;

/** A parameter of a tool that goes into a header too. */
interface Repeated {
  readonly path: readonly string[];
  /** What follows `Mcp-Param-`. */
  readonly name: string;
}

/** The parameters that a tool's `x-mcp-header` annotations name; null where the annotations break their rules. */
function readAnnotations(schema: unknown): readonly Repeated[] | null {
  const found: Repeated[] = [];
  const names = new Set<string>();
  /** A property may be named like a keyword, so that what `node` is has to be known. */
  function walk(node: unknown, path: readonly string[] | null, depth: number): boolean {
    if (depth > DEPTH_MAX) return false;
    if (Array.isArray(node)) return node.every((each) => walk(each, null, depth + 1));
    if (!isRecord(node)) return true;
    const name = node['x-mcp-header'];
    if (name !== undefined && !take(name, node['type'], path)) return false;
    for (const [key, value] of Object.entries(node)) {
      if (VALUES.has(key)) continue;
      if (MAPS.has(key) && isRecord(value)) {
        const isChain = key === 'properties' && path !== null;
        for (const [property, child] of Object.entries(value))
          if (!walk(child, isChain ? [...path, property] : null, depth + 1)) return false;
      } else if (!walk(value, null, depth + 1)) return false;
    }
    return true;
  }
  function take(name: unknown, type: unknown, path: readonly string[] | null): boolean {
    if (path === null || path.length === 0) return false;
    if (typeof name !== 'string' || !TOKEN.test(name) || names.has(name.toLowerCase())) return false;
    if (typeof type !== 'string' || !TYPES.has(type)) return false;
    names.add(name.toLowerCase());
    found.push({ path, name });
    return true;
  }
  return walk(schema, [], 0) ? found : null;
}

/** Keywords whose values are a schema for each name. */
const MAPS = new Set(['properties', 'patternProperties', 'dependentSchemas', '$defs', 'definitions']);
/** Keywords whose values are no schemas, whatever they look like. */
const VALUES = new Set(['default', 'const', 'enum', 'examples', 'x-mcp-header']);

/** What goes into headers of calls by the parameters of each tool, as the server's lists of tools say. */
export class ParamHeaders {
  readonly #byTool = new Map<string, readonly Repeated[]>();

  /**
   * Reads the result of `tools/list`, and gives it without the tools that break the rules for annotations: the
   * specification wants them rejected over HTTP (2026-07-28, Schema Extension).
   */
  learn(result: unknown): unknown {
    if (!isRecord(result) || !Array.isArray(result['tools'])) return result;
    const tools: unknown[] = result['tools'];
    const sound = tools.filter((tool) => this.#learnTool(tool));
    return sound.length === tools.length ? result : { ...result, tools: sound };
  }

  /** For the parameters of one `tools/call`. */
  headersOf(params: unknown): Headers {
    if (this.#byTool.size === 0 || !isRecord(params)) return {};
    const repeated = this.#byTool.get(String(params['name'])) ?? [];
    const headers: Record<string, string> = {};
    for (const { path, name } of repeated) {
      const text = toText(valueAt(params['arguments'], path));
      if (text !== null) headers[`mcp-param-${name.toLowerCase()}`] = headerValue(text);
    }
    return headers;
  }

  #learnTool(tool: unknown): boolean {
    if (!isRecord(tool) || typeof tool['name'] !== 'string') return true;
    const repeated = readAnnotations(tool['inputSchema']);
    if (repeated === null) return false;
    if (repeated.length > 0) this.#byTool.set(tool['name'], repeated);
    else this.#byTool.delete(tool['name']);
    return true;
  }
}

function valueAt(root: unknown, path: readonly string[]): unknown {
  let value = root;
  for (const key of path) {
    if (!isRecord(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}

/** Null for what has no header: it is absent, null, or not of a kind that may be repeated. */
function toText(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  return Number.isSafeInteger(value) ? String(value) : null;
}
