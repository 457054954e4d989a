import type { Node } from 'jsonc-parser';
import { FILE_SETTINGS, SERVER_SETTINGS } from './setting.ts';

/** What a section that is written in short stands for as an object; undefined for what is no short form. */
export function expandShort({ value }: Node, path: readonly string[]): unknown {
  const name = path.at(-1);
  if (value === true && isSwitch(path)) return {};
  if (name === 'instances' && typeof value === 'number') return { min: value, max: value };
  const isSize = typeof value === 'number' || typeof value === 'string';
  if (name === 'rotation' && isSize) return { size: value };
  return undefined;
}

/** Whether a section may be true or false instead of an object. */
function isSwitch(path: readonly string[]): boolean {
  const isServers = path[0] === 'mcpServers';
  return (isServers ? SERVER_SWITCHES : FILE_SWITCHES).has((isServers ? path.slice(2) : path).join('.'));
}

const FILE_SWITCHES = switchesOf(FILE_SETTINGS);
const SERVER_SWITCHES = switchesOf(SERVER_SETTINGS);

function switchesOf(settings: typeof FILE_SETTINGS): ReadonlySet<string> {
  return new Set(settings.filter(({ kind }) => kind === 'section').map(({ path }) => path.join('.')));
}
