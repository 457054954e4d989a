/**
 * Whether a URI can come of a URI template (RFC 6570), as far as can be told by what stands between its expressions,
 * which is literal. The template is a server's: no template takes long.
 */
export function matchesTemplate(template: string, uri: string): boolean {
  const [first = '', ...between] = literals(template);
  const last = between.pop();
  if (last === undefined || !uri.startsWith(first) || !uri.endsWith(last)) return false;
  let at = first.length;
  for (const literal of between) {
    const found = uri.indexOf(literal, at);
    if (found === -1) return false;
    at = found + literal.length;
  }
  return at <= uri.length - last.length;
}

/** One more than there are expressions. */
function literals(template: string): string[] {
  const parts: string[] = [];
  let from = 0;
  for (;;) {
    const open = template.indexOf('{', from);
    const close = open === -1 ? -1 : template.indexOf('}', open);
    if (close === -1) return [...parts, template.slice(from)];
    parts.push(template.slice(from, open));
    from = close + 1;
  }
}
