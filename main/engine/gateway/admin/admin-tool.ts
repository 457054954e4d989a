import { z } from 'zod';
import { ProblemError } from '#contract/problem.ts';
import type { AdminContext, AdminOptions } from './admin-options.ts';
import { askFirst } from './ask-first.ts';

/** The result of `tools/call`. */
export interface ToolResult extends Record<string, unknown> {
  readonly content: readonly { readonly type: 'text'; readonly text: string }[];
  readonly structuredContent?: unknown;
  readonly isError?: true;
}

export interface AdminTool {
  readonly name: string;
  readonly isDestructive: boolean;
  /** As in `tools/list`. */
  readonly listing: Readonly<Record<string, unknown>>;
  /** Never rejects with a ProblemError: what the engine refuses is a result that says so. */
  call(input: unknown, context: AdminContext): Promise<ToolResult>;
}

interface Outcome<Result extends z.ZodType> {
  readonly sentence: string;
  readonly data: z.input<Result>;
  /** For the audit, where it is not "done". */
  readonly outcome?: string;
}

interface Definition<Input extends z.ZodType, Result extends z.ZodType> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: Input;
  readonly output: Result;
  /** `reads` changes nothing; `changes` does, without harm; `destroys` is asked about first. */
  readonly effect: 'reads' | 'changes' | 'destroys';
  /** Whether once more changes nothing more. */
  readonly idempotent: boolean;
  /** What it is about to do, for the audit and, as "…?", for the person. Null where it does nothing to servers. */
  readonly action:
    | ((input: z.output<Input>) => { readonly what: string; readonly server: string | null } | null)
    | null;
  /**
   * Looks before anybody is asked, so that nobody is asked for what comes to nothing: the result then, or what to run
   * with and what the person must know.
   */
  prepare?(
    input: z.output<Input>,
  ): Promise<
    { readonly result: Outcome<Result> } | { readonly input: z.output<Input>; readonly beware: string | null }
  >;
  run(input: z.output<Input>, context: AdminContext): Promise<Outcome<Result>>;
}

export function defineTool<Input extends z.ZodType, Result extends z.ZodType>(
  options: Pick<AdminOptions, 'settings' | 'audit'>,
  tool: Definition<Input, Result>,
): AdminTool {
  const listing = {
    name: tool.name,
    title: tool.title,
    description: tool.description,
    inputSchema: z.toJSONSchema(tool.input, { io: 'input' }),
    outputSchema: z.toJSONSchema(tool.output),
    annotations: {
      title: tool.title,
      readOnlyHint: tool.effect === 'reads',
      destructiveHint: tool.effect === 'destroys',
      idempotentHint: tool.effect === 'reads' || tool.idempotent,
      openWorldHint: false,
    },
  };

  return {
    name: tool.name,
    isDestructive: tool.effect === 'destroys',
    listing,
    async call(given, context) {
      const parsed = tool.input.safeParse(given);
      if (!parsed.success) return failed(`These arguments do not fit ${tool.name}. ${explain(parsed.error)}`);
      const action = tool.action?.(parsed.data) ?? null;
      const audit = (outcome: string): void => {
        if (action === null) return;
        options.audit({ client: context.clientName, action: tool.name, server: action.server, outcome });
      };
      const { destructive } = options.settings();
      try {
        const prepared = (await tool.prepare?.(parsed.data)) ?? { input: parsed.data, beware: null };
        if (!('result' in prepared) && tool.effect === 'destroys' && action !== null) {
          const refusal = await askFirst(destructive, tool.name, action.what, prepared.beware, context);
          if (refusal !== null) {
            audit(`refused: ${refusal}`);
            return failed(refusal);
          }
        }
        const {
          sentence,
          data,
          outcome = 'done',
        } = 'result' in prepared ? prepared.result : await tool.run(prepared.input, context);
        audit(outcome);
        return {
          content: [
            { type: 'text', text: sentence },
            { type: 'text', text: JSON.stringify(data) },
          ],
          structuredContent: data,
        };
      } catch (error) {
        audit(`failed: ${error instanceof Error ? error.message : String(error)}`);
        if (error instanceof ProblemError) return failed(sentenceOf(error.message));
        throw error;
      }
    },
  };
}

function failed(text: string): ToolResult {
  return { content: [{ type: 'text', text }], isError: true };
}

function explain(error: z.ZodError): string {
  return error.issues
    .map(({ path, message }) => `${path.length === 0 ? '' : `${path.join('.')}: `}${sentenceOf(message)}`)
    .join(' ');
}

function sentenceOf(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
