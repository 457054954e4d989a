import type { ToolRule } from '../../configuration/configuration.ts';

/** They only tell something. */
const READS: ReadonlySet<string> = new Set([
  'ping',
  'server/discover',
  'tools/list',
  'prompts/list',
  'prompts/get',
  'resources/list',
  'resources/templates/list',
  'resources/read',
  'completion/complete',
]);

/**
 * Whether a request may be sent again when nobody knows what became of it.
 * @param annotations of the tool of a `tools/call`; null where it is not known
 * @param rule of the tool; what it says goes before the tool's own hints
 */
export function isRepeatable(
  method: string,
  annotations: Readonly<Record<string, unknown>> | null,
  rule: ToolRule | null,
): boolean {
  if (READS.has(method)) return true;
  if (method !== 'tools/call') return false;
  if (rule !== null && rule.repeatable !== null) return rule.repeatable;
  return annotations?.['idempotentHint'] === true || annotations?.['readOnlyHint'] === true;
}
