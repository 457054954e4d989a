import { isObject } from '../bridge/meta.ts';

type Capabilities = Readonly<Record<string, unknown>>;

/**
 * What a server can, as one of its clients is told. Its tools may always change, for they can be switched off here.
 * @param isShared several clients use one process: they must not see each other's tasks
 */
export function offered(capabilities: Capabilities, isShared: boolean): Capabilities {
  const { tools, tasks, ...rest } = capabilities;
  return {
    ...rest,
    ...(tools === undefined ? {} : { tools: { ...(isObject(tools) ? tools : {}), listChanged: true } }),
    ...(isObject(tasks) ? { tasks: isShared ? withoutList(tasks) : tasks } : {}),
  };
}

function withoutList({ list, ...rest }: Capabilities): Capabilities {
  return rest;
}

/** Tasks of the legacy era are no part of the modern one. */
export function inModernEra({ tasks, ...rest }: Capabilities): Capabilities {
  return rest;
}

/**
 * What all of these can together: each of it that one of them can.
 * @param all null for a server of which nothing is known: it may be able to do anything
 */
export function joined(all: readonly (Capabilities | null)[]): Capabilities {
  const has = (name: string): boolean => all.some((one) => one === null || one[name] !== undefined);
  const subscribe = all.some(
    (one) => one === null || (isObject(one['resources']) && one['resources']['subscribe'] === true),
  );
  return {
    tools: { listChanged: true },
    ...(has('resources') ? { resources: { listChanged: true, ...(subscribe ? { subscribe } : {}) } } : {}),
    ...(has('prompts') ? { prompts: { listChanged: true } } : {}),
    ...(has('completions') ? { completions: {} } : {}),
    ...(has('logging') ? { logging: {} } : {}),
  };
}
