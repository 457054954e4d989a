import { z } from 'zod';
import type { AdminOptions, OfferedTool } from './admin-options.ts';
import { type AdminTool, defineTool } from './admin-tool.ts';
import { askModel } from './ask-model.ts';
import { rankTools } from './rank-tools.ts';

/** As the gateway calls the server that these tools belong to. */
const ADMIN_SERVER = 'signalbox';

const Chosen = z.object({
  name: z.string(),
  server: z.string(),
  title: z.string().nullable(),
  /** How well it fits, comparable within this answer; null where a model chose. */
  score: z.number().nullable(),
});

export function promptTools(options: AdminOptions): AdminTool[] {
  const { clock, settings } = options;

  async function choose(prompt: string, tools: readonly OfferedTool[], max: number, signal: AbortSignal) {
    const { ranking } = settings();
    const byWords = () => new Map(rankTools(prompt, tools, max).map(({ name, score }) => [name, score]));
    if (ranking === null || tools.length === 0)
      return { method: 'words' as const, note: null, chosen: byWords() };
    const means = { fetch: options.fetch ?? fetch, clock, signal };
    const answer = await askModel(ranking, { prompt, tools, max }, means);
    if (answer.kind === 'names')
      return {
        method: 'model' as const,
        note: null,
        chosen: new Map(answer.names.map((name) => [name, null])),
      };
    const note = `The endpoint that is configured to rank tools was no help: ${answer.why}. Ranked by words instead.`;
    return { method: 'words' as const, note, chosen: byWords() };
  }

  return [
    defineTool(options, {
      name: 'analyze_prompt',
      title: 'Pick tools for a prompt',
      description:
        'Finds the tools of all servers that fit a task, the best first, and by default shows this client only those, and the tools of Signalbox itself, from now on.',
      input: z.strictObject({
        prompt: z.string().min(1).max(20_000).describe('The task, in the words of the person.'),
        max_tools: z.number().int().min(1).max(50).default(8),
        narrow: z
          .boolean()
          .default(true)
          .describe('Hide all other tools from this client until show_all_tools.'),
      }),
      output: z.object({
        tools: z.array(Chosen),
        method: z.enum(['words', 'model']),
        note: z.string().nullable(),
        narrowed: z.boolean(),
        hidden: z.number(),
      }),
      effect: 'changes',
      idempotent: true,
      action: null,
      async run({ prompt, max_tools: max, narrow }, context) {
        const all = await options.toolsOf(context.clientId);
        // Those of Signalbox are seen in any case, and no help with a task.
        const tools = all.filter(({ server }) => server !== ADMIN_SERVER);
        const { method, note, chosen } = await choose(prompt, tools, max, context.signal);
        const byName = new Map(tools.map((tool) => [tool.name, tool]));
        const picked = [...chosen].flatMap(([name, score]) => {
          const tool = byName.get(name);
          return tool === undefined ? [] : [{ name, server: tool.server, title: tool.title, score }];
        });
        // To hide all would help nobody.
        const narrowed = narrow && picked.length > 0;
        if (narrowed)
          options.narrow(
            context.clientId,
            picked.map(({ name }) => name),
          );
        const hidden = narrowed ? tools.length - picked.length : 0;
        const sentence =
          picked.length === 0
            ? 'No tool fits; all stay visible.'
            : `${picked.length} of ${tools.length} tools fit: ${picked.map(({ name }) => name).join(', ')}.`;
        return {
          sentence: note === null ? sentence : `${sentence} ${note}`,
          data: { tools: picked, method, note, narrowed, hidden },
        };
      },
    }),
    defineTool(options, {
      name: 'show_all_tools',
      title: 'Show all tools again',
      description: 'Ends what analyze_prompt did: this client sees all of its tools again.',
      input: z.strictObject({}),
      output: z.object({ tools: z.number() }),
      effect: 'changes',
      idempotent: true,
      action: null,
      async run(_input, context) {
        options.narrow(context.clientId, null);
        const tools = await options.toolsOf(context.clientId);
        return { sentence: `All ${tools.length} tools are visible.`, data: { tools: tools.length } };
      },
    }),
  ];
}
