import type { JsonSchema } from '../versions/described.ts';
import { DOCUMENTED_FORM, DOCUMENTED_SECTIONS } from '../versions/documented-form.ts';
import { isSchema } from './describe-keys.ts';

/** Adds the keys of the documented nested form, each as the one that it is read as, and marked as out of date. */
export function withDocumentedForm(schema: JsonSchema): JsonSchema {
  const sections = new Map(DOCUMENTED_SECTIONS.map((name): [string, JsonSchema] => [name, SECTION]));
  for (const { was, is } of DOCUMENTED_FORM) {
    const [section, key] = was;
    const holder = sections.get(section) ?? keyIn(schema, [section]);
    const aged = agedKey(keyIn(schema, is), is.join('.'));
    sections.set(section, { ...holder, properties: { ...keysOf(holder), [key]: aged } });
  }
  return { ...schema, properties: { ...keysOf(schema), ...Object.fromEntries(sections) } };
}

const SECTION: JsonSchema = {
  type: 'object',
  description: 'A section of the documentation of MCP servers.',
  deprecated: true,
};

function agedKey(key: JsonSchema, today: string): JsonSchema {
  return {
    ...key,
    description: `As the documentation of MCP servers has it; today it is "${today}".`,
    deprecated: true,
    // VS Code's own.
    deprecationMessage: `Today this is "${today}"; "signalbox config migrate" writes it so.`,
  };
}

function keysOf({ properties }: JsonSchema): JsonSchema {
  return isSchema(properties) ? properties : {};
}

function keyIn(schema: JsonSchema, path: readonly string[]): JsonSchema {
  return path.reduce((found, step) => {
    const below = keysOf(found)[step];
    return isSchema(below) ? below : {};
  }, schema);
}
