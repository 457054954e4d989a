import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { ProblemError } from '#contract/problem.ts';
import { autostartEntry, isSwitchedOff } from './autostart-entry.ts';
import { HIDDEN, type LoginItem, type LoginOptions } from './login-options.ts';

/** What decides which engine it is: a start at login has to know it too. */
const HANDED_ON = ['SIGNALBOX_HOME', 'SIGNALBOX_CONFIG'] as const;

/**
 * The entry in `autostart` of the person's own folder (the XDG autostart specification). An engine with a home of its own
 * has an entry of its own. An installed app that has moved since, as an AppImage does with each version, mends its entry.
 */
export function createAutostart({ app, executable, environment }: LoginOptions): LoginItem {
  const handedOn = HANDED_ON.flatMap((name) => {
    const value = environment[name]?.trim();
    return value ? [[name, value] as const] : [];
  });
  const image = environment['APPIMAGE'];
  const program = app.isPackaged ? [image ?? executable] : [executable, app.getAppPath()];
  const entry = autostartEntry([...program, HIDDEN], handedOn);
  const file = entryFile(environment, handedOn);

  const item: LoginItem = {
    blocked: null,
    isOn() {
      const text = read(file);
      return text !== null && !isSwitchedOff(text);
    },
    set(on) {
      try {
        if (!on) rmSync(file, { force: true });
        else {
          mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
          writeFileSync(file, entry);
        }
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        throw new ProblemError('forbidden', `${file} could not be ${on ? 'written' : 'removed'}: ${why}`);
      }
    },
  };
  if (app.isPackaged && item.isOn() && read(file) !== entry) item.set(true);
  return item;
}

function entryFile(
  environment: LoginOptions['environment'],
  handedOn: readonly (readonly [string, string])[],
): string {
  const named = environment['XDG_CONFIG_HOME']?.trim() ?? '';
  // The specification has relative ones ignored.
  const config = isAbsolute(named) ? named : join(homedir(), '.config');
  const own = createHash('sha256').update(JSON.stringify(handedOn)).digest('hex').slice(0, 8);
  return join(config, 'autostart', handedOn.length === 0 ? 'signalbox.desktop' : `signalbox-${own}.desktop`);
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Missing, or not to be read: then no session reads it either.
    return null;
  }
}
