import { fromJsonSchema, inputRequired, inputResponse, ResourceTemplate } from '@modelcontextprotocol/server';
import { objectOf, PNG, text } from './samples.js';

const user = (content) => ({ role: 'user', content });

export function addResources(server) {
  const words = (name, content) => {
    const uri = `test://${name}`;
    const about = { description: `${name} for testing`, mimeType: 'text/plain' };
    server.registerResource(name, uri, about, () => ({
      contents: [{ uri, mimeType: 'text/plain', text: content }],
    }));
  };
  words('static-text', 'This is the content of the static text resource.');
  words('watched-resource', 'Watched resource content');
  const binary = { description: 'A picture for testing', mimeType: 'image/png' };
  server.registerResource('static-binary', 'test://static-binary', binary, () => ({
    contents: [{ uri: 'test://static-binary', mimeType: 'image/png', blob: PNG }],
  }));
  server.registerResource(
    'template',
    new ResourceTemplate('test://template/{id}/data', { list: undefined }),
    { description: 'Says its id', mimeType: 'application/json' },
    (uri, { id }) => ({
      contents: [
        {
          uri: uri.href,
          mimeType: 'application/json',
          text: JSON.stringify({ id, templateTest: true, data: `Data for ID: ${id}` }),
        },
      ],
    }),
  );
}

export function addPrompts(server) {
  const add = (name, properties, run) =>
    server.registerPrompt(
      name,
      {
        description: `${name} for testing`,
        ...(properties === null ? {} : { argsSchema: fromJsonSchema(objectOf(properties)) }),
      },
      run,
    );
  add('test_simple_prompt', null, () => ({ messages: [user(text('This is a simple prompt for testing.'))] }));
  add(
    'test_prompt_with_arguments',
    {
      arg1: { type: 'string', description: 'First argument' },
      arg2: { type: 'string', description: 'Second argument' },
    },
    ({ arg1, arg2 }) => ({
      messages: [user(text(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`))],
    }),
  );
  add('test_prompt_with_embedded_resource', { resourceUri: { type: 'string' } }, ({ resourceUri }) => ({
    messages: [
      user({
        type: 'resource',
        resource: {
          uri: resourceUri,
          mimeType: 'text/plain',
          text: 'Embedded resource content for testing.',
        },
      }),
      user(text('Please process the embedded resource above.')),
    ],
  }));
  add('test_prompt_with_image', null, () => ({
    messages: [
      user({ type: 'image', data: PNG, mimeType: 'image/png' }),
      user(text('Please analyze the image above.')),
    ],
  }));
  add('test_input_required_result_prompt', null, (ctx) => {
    const answer = inputResponse(ctx.mcpReq.inputResponses, 'user_context');
    if (answer.kind === 'elicit') return { messages: [user(text(`Context: ${answer.content?.context}`))] };
    return inputRequired({
      inputRequests: {
        user_context: inputRequired.elicit({
          message: 'What context should the prompt use?',
          requestedSchema: objectOf({ context: { type: 'string' } }),
        }),
      },
    });
  });
}
