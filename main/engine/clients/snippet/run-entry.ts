import type { PlainObject } from '../entries/plain.ts';

const ASSIGNMENT = /^([A-Za-z_]\w*)=(.*)$/s;

/** The words of one command that runs a server: variables before it go into its environment, and so do those of Docker. */
export function runEntry(words: readonly string[]): PlainObject {
  const env: Record<string, string> = {};
  let at = 0;
  if (words[at] === 'sudo') at += 1;
  if (words[at] === 'env') at += 1;
  for (let pair = ASSIGNMENT.exec(words[at] ?? ''); pair !== null; pair = ASSIGNMENT.exec(words[at] ?? '')) {
    env[pair[1] ?? ''] = pair[2] ?? '';
    at += 1;
  }
  const [command = '', ...args] = words.slice(at);
  if (/(?:^|[\\/])(?:docker|podman)(?:\.exe)?$/i.test(command) && args.includes('run'))
    passedThrough(args, env);
  return {
    command,
    ...(args.length > 0 ? { args } : {}),
    ...(Object.keys(env).length > 0 ? { env } : {}),
  };
}

/** `-e TOKEN` without a value gives the container what the environment has: here it has to be in the server's. */
function passedThrough(args: readonly string[], env: Record<string, string>): void {
  for (const [index, arg] of args.entries()) {
    const inline = /^(?:-e|--env)=?(\w+)$/.exec(arg)?.[1];
    const name = arg === '-e' || arg === '--env' ? args[index + 1] : inline;
    if (name !== undefined && /^[A-Za-z_]\w*$/.test(name)) env[name] ??= `\${env:${name}}`;
  }
}
