import { z } from 'zod';
import { type JsonSchema, whatIsTaken } from '../versions/described.ts';

/** What the file may say where `schema` reads it. */
export function schemaOf(schema: z.core.$ZodType): JsonSchema {
  const {
    $schema: _,
    '~standard': __,
    ...generated
  } = z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-7',
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }) {
      const what = whatIsTaken(zodSchema);
      if (what === undefined) return;
      const piece = '_zod' in what ? schemaOf(what as z.core.$ZodType) : what;
      for (const keyword of Object.keys(jsonSchema))
        if (keyword !== 'default') Reflect.deleteProperty(jsonSchema, keyword);
      Object.assign(jsonSchema, piece);
    },
  });
  return generated;
}
