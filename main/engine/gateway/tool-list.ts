import type { ToolList, ToolView } from '#contract/tool.ts';
import { isObject } from './bridge/meta.ts';
import type { Item } from './line/lists.ts';
import type { AllServers } from './offer/all-servers.ts';
import type { Hub } from './relay/hub.ts';

/** A server's tools with their switches, as far as they are known without starting it. Never rejects. */
export async function listTools(hub: Hub, all: AllServers): Promise<ToolList> {
  const { lists } = hub.shared;
  if (lists.peek('tools/list') === null && hub.upstream.isReady) await lists.get('tools/list', hub.self);
  const known = lists.peek('tools/list');
  return {
    server: hub.name,
    known_since: known === null ? null : new Date(known.atMs).toISOString(),
    tools: known === null ? [] : known.items.map((item) => viewTool(hub, all, item)),
  };
}

function viewTool({ name: server, filter }: Hub, all: AllServers, item: Item): ToolView {
  const name = String(item['name']);
  const exposed = filter.exposed(name);
  return {
    name,
    exposed_name: exposed,
    combined_name: all.nameOf(server, exposed) ?? exposed,
    title: textOf(item['title']),
    description: textOf(item['description']),
    enabled: filter.enabled(name),
    filter_reason: filter.why(name),
    input_schema: isObject(item['inputSchema']) ? item['inputSchema'] : { type: 'object' },
    output_schema: isObject(item['outputSchema']) ? item['outputSchema'] : null,
    annotations: isObject(item['annotations']) ? item['annotations'] : {},
  };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
