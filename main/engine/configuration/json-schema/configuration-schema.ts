import { SERVER_NAME_PATTERN } from '#contract/limits.ts';
import { FileSettings, ServerEntry } from '../versions/config-v1.ts';
import type { JsonSchema } from '../versions/described.ts';
import { describeKeys, isSchema } from './describe-keys.ts';
import { withDocumentedForm } from './documented-form-keys.ts';
import { schemaOf } from './generate.ts';

let made: JsonSchema | null = null;

/**
 * The JSON schema of the file (draft 7, which VS Code reads best), for editors: types, bounds, defaults and a description
 * of each key. It refuses nothing that Signalbox takes: keys of other programs may stand anywhere.
 */
export function configurationSchema(): JsonSchema {
  made ??= make();
  return made;
}

function make(): JsonSchema {
  const file = schemaOf(FileSettings);
  const entry = schemaOf(ServerEntry);
  const mcpServers = {
    type: 'object',
    propertyNames: { pattern: SERVER_NAME_PATTERN.source },
    additionalProperties: entry,
  };
  const settings = isSchema(file['properties']) ? file['properties'] : {};
  const { $schema, version, ...others } = settings;
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'The configuration of Signalbox',
    ...withDocumentedForm(
      describeKeys({
        type: 'object',
        properties: { $schema, version, mcpServers, ...others },
        required: ['mcpServers'],
      }),
    ),
    // Not of the standard; VS Code takes them.
    allowComments: true,
    allowTrailingCommas: true,
  };
}
