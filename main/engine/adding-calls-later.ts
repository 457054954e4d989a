import type { AddingContext, AddingHandlers } from './adding-calls.ts';

/** The same handlers, loaded with the first call: the parsers of all clients' formats take 10 MB. */
export function addingCallsLater(context: AddingContext): AddingHandlers {
  let loading: Promise<AddingHandlers> | null = null;
  const loaded = (): Promise<AddingHandlers> => {
    loading ??= import('./adding-calls.ts').then(({ addingCalls }) => addingCalls(context));
    return loading;
  };
  return {
    'try-server': async (input, by) => (await loaded())['try-server'](input, by),
    'import-servers': async (input, by) => (await loaded())['import-servers'](input, by),
    'client-servers': async (input, by) => (await loaded())['client-servers'](input, by),
    'read-snippet': async (input, by) => (await loaded())['read-snippet'](input, by),
  };
}
