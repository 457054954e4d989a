import { setTimeout as sleep } from 'node:timers/promises';
import { PNG, says, text, WAV } from './samples.js';
import { JSON_SCHEMA_2020_12 } from './schemas.js';

const STEP_MS = 50;
const WAIT_MS = 60_000;

const embedded = (uri, mimeType, content) => ({
  type: 'resource',
  resource: { uri, mimeType, text: content },
});

/** How many calls of `wait_for_cancel` were cancelled, in this process. */
let cancellations = 0;

/**
 * Tools that ask nobody for anything.
 * @param {(kind: 'tools' | 'prompts') => void} change changes what the server lists
 * @param {(uri: string) => Promise<void>} touch tells those who subscribed to it that a resource changed
 */
export function plainTools(change, touch) {
  return {
    test_simple_text: { run: () => says('This is a simple text response for testing.') },
    test_image_content: { run: () => ({ content: [{ type: 'image', data: PNG, mimeType: 'image/png' }] }) },
    test_audio_content: { run: () => ({ content: [{ type: 'audio', data: WAV, mimeType: 'audio/wav' }] }) },
    test_embedded_resource: {
      run: () => ({
        content: [
          embedded('test://embedded-resource', 'text/plain', 'This is an embedded resource content.'),
        ],
      }),
    },
    test_multiple_content_types: {
      run: () => ({
        content: [
          text('Multiple content types test:'),
          { type: 'image', data: PNG, mimeType: 'image/png' },
          embedded('test://mixed-content-resource', 'application/json', '{"test":"data","value":123}'),
        ],
      }),
    },
    test_error_handling: {
      run() {
        throw new Error('This tool intentionally returns an error for testing');
      },
    },
    test_tool_with_logging: { run: (_, ctx) => logSteps(ctx) },
    test_logging_tool: { run: (_, ctx) => logSteps(ctx) },
    test_tool_with_progress: { run: (_, ctx) => reportProgress(ctx) },
    test_reconnection: {
      async run(_, ctx) {
        ctx.http?.closeSSE?.();
        await sleep(2 * STEP_MS);
        return says('The stream was closed meanwhile.');
      },
    },
    test_x_mcp_header: {
      inputSchema: {
        type: 'object',
        properties: { region: { type: 'string', 'x-mcp-header': 'Region' } },
        required: ['region'],
      },
      run: ({ region }) => says(`The region is ${region}.`),
    },
    json_schema_2020_12_tool: {
      inputSchema: JSON_SCHEMA_2020_12,
      run: (args) => says(`Called with ${JSON.stringify(args)}`),
    },
    test_trigger_tool_change: { run: () => changed(change, 'tools') },
    test_trigger_prompt_change: { run: () => changed(change, 'prompts') },
    // Last: the suite calls whatever tool comes first.
    ...beyondTheSuite(touch),
  };
}

/** What our own tests ask for besides. */
function beyondTheSuite(touch) {
  return {
    wait_for_cancel: {
      async run(_, ctx) {
        await sleep(WAIT_MS, undefined, { signal: ctx.mcpReq.signal }).catch(() => {
          cancellations += 1;
        });
        return says('Waited.');
      },
    },
    cancellations: { run: () => says(String(cancellations)) },
    touch_resource: {
      async run() {
        await touch('test://watched-resource');
        return says('Touched.');
      },
    },
  };
}

async function logSteps(ctx) {
  for (const words of ['Tool execution started', 'Tool processing data', 'Tool execution completed']) {
    await ctx.mcpReq.log('info', words);
    await sleep(STEP_MS);
  }
  return says('Logged three lines.');
}

async function reportProgress(ctx) {
  const progressToken = ctx.mcpReq._meta?.progressToken;
  for (const progress of [0, 50, 100]) {
    if (progressToken !== undefined) {
      const params = { progressToken, progress, total: 100, message: `Completed step ${progress} of 100` };
      await ctx.mcpReq.notify({ method: 'notifications/progress', params });
    }
    if (progress < 100) await sleep(STEP_MS);
  }
  return says('Reported progress three times.');
}

function changed(change, kind) {
  change(kind);
  return says(`Changed the ${kind}.`);
}
