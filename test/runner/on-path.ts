import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** Where PATH has this command; null where it has not. */
export async function onPath(command: string): Promise<string | null> {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const program = join(folder, command);
    if (folder !== '' && (await isExecutable(program))) return program;
  }
  return null;
}

export function isExecutable(program: string): Promise<boolean> {
  return access(program, constants.X_OK).then(
    () => true,
    () => false,
  );
}
