import { OPERATION_BOUNDS_SECONDS, type Operation } from '../traffic/operation.ts';
import type { Family, HistogramPoint, Labels } from './family.ts';

/** Methods and tools that have a histogram each, of 17 lines of text; those that come after are added up by server. */
const MAX_OPERATIONS = 1000;

/** OpenTelemetry's `mcp.server.operation.duration`: as the AI client sees it, waiting included. */
export function operationFamily(operations: Iterable<Operation>): Family {
  const points: HistogramPoint[] = [];
  const rest = new Map<string, { labels: Labels; counts: Float64Array; count: number; sum: number }>();
  // By age: one that has a series keeps it, whichever tool is new.
  for (const operation of [...operations].sort((a, b) => a.born - b.born)) {
    const { server, counts, count, sumSeconds } = operation;
    if (points.length < MAX_OPERATIONS) {
      // A copy: the counts go on while the text is written, in turns, and would be more than `count` says.
      points.push({ labels: labelsOf(operation), counts: counts.slice(), count, sum: sumSeconds });
      continue;
    }
    const labels = { server, 'mcp.method.name': '_OTHER' };
    const sum = rest.get(server) ?? { labels, counts: new Float64Array(counts.length), count: 0, sum: 0 };
    rest.set(server, sum);
    for (const [at, more] of counts.entries()) sum.counts[at] = (sum.counts[at] ?? 0) + more;
    sum.count += count;
    sum.sum += sumSeconds;
  }
  return {
    name: 'mcp.server.operation.duration',
    kind: 'histogram',
    unit: 's',
    help: 'How long requests of clients took, from their arrival to their answer.',
    bounds: OPERATION_BOUNDS_SECONDS,
    points: [...points, ...rest.values()],
  };
}

/** In OpenTelemetry's conventions for MCP; what does not apply is left out. */
export function operationLabels(method: string, target: string | null): Labels {
  if (target === null) return { 'mcp.method.name': method };
  const name = method === 'prompts/get' ? 'gen_ai.prompt.name' : 'gen_ai.tool.name';
  return { 'mcp.method.name': method, [name]: target };
}

function labelsOf({ server, method, target, errorType }: Operation): Labels {
  const labels = { server, ...operationLabels(method, target) };
  return errorType === '' ? labels : { ...labels, 'error.type': errorType };
}
