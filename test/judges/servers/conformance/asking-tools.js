import { inputRequired, inputResponse } from '@modelcontextprotocol/server';
import { objectOf, says } from './samples.js';
import { CHOICES_FORM, DEFAULTS_FORM } from './schemas.js';

const form = (message, requestedSchema) => inputRequired.elicit({ message, requestedSchema });
const prompt = (words, maxTokens) =>
  inputRequired.createMessage({
    messages: [{ role: 'user', content: { type: 'text', text: words } }],
    maxTokens,
  });

const NAME_FORM = form('What is your name?', objectOf({ name: { type: 'string' } }));

/** The client's answer to what was asked under this key; undefined as long as there is none that can be used. */
function answerTo(ctx, key) {
  const view = inputResponse(ctx.mcpReq.inputResponses, key);
  return view.kind === 'missing' ? undefined : ctx.mcpReq.inputResponses[key];
}

/**
 * A tool that asks for all of these at once and then says something about the answers. Written for the era in which
 * asking is an answer; to a legacy client the SDK sends requests instead.
 */
function asks(requestsOf, finish, inputSchema) {
  return {
    inputSchema,
    run(args, ctx) {
      const requests = requestsOf(args, ctx);
      const answers = Object.keys(requests).map((key) => answerTo(ctx, key));
      if (answers.includes(undefined)) return inputRequired({ inputRequests: requests });
      return says(finish(...answers));
    },
  };
}

const told = (lead) => (answer) =>
  `${lead}: action=${answer.action}, content=${JSON.stringify(answer.content ?? {})}`;

/**
 * Tools that ask the client's person, model or roots before they answer.
 * @param {{ mint(payload: object): Promise<string> }} state signs what goes through the client
 */
export function askingTools(state) {
  return {
    test_sampling: asks(
      ({ prompt: words }) => ({ sample: prompt(words, 100) }),
      (answer) => `LLM response: ${answer.content?.text}`,
      objectOf({ prompt: { type: 'string' } }),
    ),
    test_elicitation: asks(
      ({ message }) => ({
        user: form(message, objectOf({ username: { type: 'string' }, email: { type: 'string' } })),
      }),
      told('User response'),
      objectOf({ message: { type: 'string' } }),
    ),
    test_elicitation_sep1034_defaults: asks(
      () => ({ form: form('Please look over the form', DEFAULTS_FORM) }),
      told('Elicitation completed'),
    ),
    test_elicitation_sep1330_enums: asks(
      () => ({ form: form('Please choose', CHOICES_FORM) }),
      told('Elicitation completed'),
    ),
    test_streaming_elicitation: asks(
      () => ({ user_name: NAME_FORM }),
      (answer) => `Hello, ${answer.content?.name}!`,
    ),
    test_input_required_result_elicitation: {
      run(_, ctx) {
        const name = answerTo(ctx, 'user_name')?.content?.name;
        if (typeof name === 'string') return says(`Hello, ${name}!`);
        return inputRequired({ inputRequests: { user_name: NAME_FORM } });
      },
    },
    test_input_required_result_sampling: asks(
      () => ({ capital_question: prompt('What is the capital of France?', 100) }),
      (answer) => `It says: ${answer.content?.text}`,
    ),
    // The SDK refuses to ask a client for what it did not declare.
    test_missing_capability: asks(
      () => ({ sample: prompt('Say hello', 50) }),
      (answer) => `It says: ${answer.content?.text}`,
    ),
    test_input_required_result_list_roots: asks(
      () => ({ client_roots: inputRequired.listRoots() }),
      (answer) => `Roots: ${answer.roots?.map(({ uri }) => uri).join(', ')}`,
    ),
    test_input_required_result_capabilities: {
      run(_, ctx) {
        const can = ctx.mcpReq.envelope?.['io.modelcontextprotocol/clientCapabilities'] ?? {};
        const inputRequests = {
          ...(can.elicitation === undefined ? {} : { user_name: NAME_FORM }),
          ...(can.sampling === undefined ? {} : { greeting: prompt('Say hello', 50) }),
        };
        const keys = Object.keys(inputRequests);
        const isDone = keys.length === 0 || keys.every((key) => answerTo(ctx, key) !== undefined);
        return isDone ? says('Asked for what the client can do.') : inputRequired({ inputRequests });
      },
    },
    ...statefulTools(state),
  };
}

/** Tools whose state travels through the client. */
function statefulTools(state) {
  const confirm = form('Please confirm', objectOf({ ok: { type: 'boolean' } }));
  const confirmed = async (_, ctx) => {
    if (answerTo(ctx, 'confirm') !== undefined && ctx.mcpReq.requestState() !== undefined) {
      return says('state-ok');
    }
    return inputRequired({ inputRequests: { confirm }, requestState: await state.mint({ step: 1 }) });
  };
  const several = {
    user_name: NAME_FORM,
    greeting: prompt('Generate a greeting', 50),
    client_roots: inputRequired.listRoots(),
  };
  return {
    test_input_required_result_request_state: { run: confirmed },
    test_input_required_result_tampered_state: { run: confirmed },
    test_input_required_result_multiple_inputs: {
      async run(_, ctx) {
        const isDone = Object.keys(several).every((key) => answerTo(ctx, key) !== undefined);
        if (isDone) return says('All three were answered.');
        return inputRequired({ inputRequests: several, requestState: await state.mint({ step: 1 }) });
      },
    },
    test_input_required_result_multi_round: {
      async run(_, ctx) {
        const step = ctx.mcpReq.requestState()?.step ?? 0;
        if (step === 2 && answerTo(ctx, 'step2') !== undefined) return says('Both rounds are done.');
        const isSecond = step === 1 && answerTo(ctx, 'step1') !== undefined;
        const inputRequests = isSecond
          ? { step2: form('Step 2: What is your favorite color?', objectOf({ color: { type: 'string' } })) }
          : { step1: form('Step 1: What is your name?', objectOf({ name: { type: 'string' } })) };
        return inputRequired({ inputRequests, requestState: await state.mint({ step: isSecond ? 2 : 1 }) });
      },
    },
  };
}
