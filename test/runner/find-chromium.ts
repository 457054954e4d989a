import { isExecutable, onPath } from './on-path.ts';
import { run } from './run-tool.ts';

const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MAC_PROGRAMS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/**
 * The Chromium that the window tests drive: the one that SIGNALBOX_CHROMIUM names, else one that is installed, else
 * one installed now with apt where that is possible. Null, with one line that says what to do, when there is none.
 */
export async function findChromium(): Promise<string | null> {
  const named = process.env['SIGNALBOX_CHROMIUM'];
  if (named !== undefined && named !== '') return named;
  const found = await installedChromium();
  if (found !== null) return found;
  if (process.getuid?.() === 0 && (await onPath('apt-get')) !== null) {
    console.log('No Chromium found: installing it with apt-get.');
    await run('apt-get', ['update', '-qq']);
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], {
      env: { DEBIAN_FRONTEND: 'noninteractive' },
    });
    const installed = await installedChromium();
    if (installed !== null) return installed;
  }
  console.error('No Chromium found: install it, or name one in SIGNALBOX_CHROMIUM, to run the window tests.');
  return null;
}

async function installedChromium(): Promise<string | null> {
  for (const command of COMMANDS) {
    const program = await onPath(command);
    if (program !== null) return program;
  }
  for (const program of MAC_PROGRAMS) if (await isExecutable(program)) return program;
  return null;
}
