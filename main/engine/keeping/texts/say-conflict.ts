import type { Caller } from '#contract/caller.ts';

const WHO: Readonly<Record<Caller['kind'], string>> = {
  window: 'in the window',
  cli: 'by the command line',
  http: 'by an HTTP client',
  mcp: 'by an MCP client',
  file: 'with another program',
  engine: 'by Signalbox itself',
};

/** What became of the file since a change of it was begun. `last` is null where it is not known who changed it. */
export function sayConflict(
  file: string,
  isThere: boolean,
  last: { readonly by: Caller; readonly atMs: number } | null,
): string {
  if (!isThere) return `${file} is gone since it was read: nothing was written`;
  const by =
    last === null
      ? 'with another program just now'
      : `${sayCaller(last.by)} at ${new Date(last.atMs).toLocaleTimeString('en-GB')}`;
  return `${file} was changed ${by}, since it was read: nothing was written`;
}

/** "in the window", "by the MCP client claude-code" */
export function sayCaller({ kind, name }: Caller): string {
  return name === null ? WHO[kind] : `${WHO[kind].replace(' an ', ' the ')} ${name}`;
}
