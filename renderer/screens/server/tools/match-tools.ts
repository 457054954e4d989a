import type { ToolView } from '#contract/tool.ts';

/** Tools that have every word of the search in a name, the title or the description. */
export function matchTools(tools: readonly ToolView[], search: string): readonly ToolView[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return tools;
  return tools.filter(({ name, exposed_name: exposed, combined_name: combined, title, description }) => {
    const text = [name, exposed, combined, title, description].join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** The server's hints about a tool, as small words. They are its own claims. */
export function annotationWords({ annotations }: Pick<ToolView, 'annotations'>): string[] {
  const says = (hint: string): boolean | undefined =>
    typeof annotations[hint] === 'boolean' ? annotations[hint] : undefined;
  const reads = says('readOnlyHint');
  return [
    reads === true ? 'reads only' : null,
    reads !== true && says('destructiveHint') === true ? 'may destroy' : null,
    reads === false && says('destructiveHint') !== true ? 'changes things' : null,
    says('idempotentHint') === true ? 'repeatable' : null,
    says('openWorldHint') === true ? 'reaches outside' : null,
  ].filter((word) => word !== null);
}
