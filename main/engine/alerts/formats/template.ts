const PLACEHOLDER = /\{\{\s*([\w.]+)\s*\}\}/g;
const ALONE = /^\{\{\s*([\w.]+)\s*\}\}$/;

/**
 * JSON with its `{{placeholders}}` filled in. One that stands alone keeps the JSON type of what it names (null for what is
 * not there); within a text it becomes text (nothing for what is not there). Keys stay as they are.
 *
 * @param facts what placeholders name: `title`, `alerts.0.message`
 */
export function fillTemplate(template: unknown, facts: Readonly<Record<string, unknown>>): unknown {
  if (typeof template === 'string') return fillText(template, facts);
  if (Array.isArray(template)) return template.map((part: unknown) => fillTemplate(part, facts));
  if (typeof template !== 'object' || template === null) return template;
  return Object.fromEntries(Object.entries(template).map(([key, part]) => [key, fillTemplate(part, facts)]));
}

function fillText(text: string, facts: Readonly<Record<string, unknown>>): unknown {
  const alone = ALONE.exec(text)?.[1];
  if (alone !== undefined) return find(facts, alone) ?? null;
  return text.replaceAll(PLACEHOLDER, (_, path: string) => {
    const found = find(facts, path);
    if (found === null || found === undefined) return '';
    return typeof found === 'object' ? JSON.stringify(found) : String(found);
  });
}

function find(facts: unknown, path: string): unknown {
  let found = facts;
  for (const key of path.split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined;
    found = Reflect.get(found, key);
  }
  return found;
}
