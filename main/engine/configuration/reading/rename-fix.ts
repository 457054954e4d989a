import { getNodeValue, type Node } from 'jsonc-parser';
import type { Fix } from '#contract/configuration-status.ts';
import { isSecretName } from '../../logs/logs.ts';

/**
 * What gives the value of a misspelt key its right name. Undefined where that one is taken, and where the value may hold a
 * secret: what a fix says is seen, and an editor that shows masks could not put it back under another name.
 */
export function renameFix(path: readonly PropertyKey[], value: Node, meant: string): Fix | undefined {
  const steps = path.map((step) => (typeof step === 'number' ? step : String(step)));
  const holder = steps.slice(0, -1);
  const plain: unknown = getNodeValue(value);
  if (!isHarmless(plain, meant)) return undefined;
  return {
    kind: 'edit',
    title: `Rename it to "${meant}"`,
    edits: [
      { path: steps, remove: true },
      { path: [...holder, meant], value: plain },
    ],
  };
}

function isHarmless(value: unknown, name: string): boolean {
  if (isSecretName(name)) return false;
  if (typeof value === 'string') return isHarmlessText(value);
  if (Array.isArray(value)) return value.every((item) => isHarmless(item, ''));
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([key, item]) => isHarmless(item, key));
}

/** Short words, paths, flags, times and sizes; nothing that looks like a token, an assignment or an address. */
function isHarmlessText(text: string): boolean {
  if (isSecretName(text) || !/^[\w@/.:%~*,+ -]{0,60}$/.test(text)) return false;
  const longest = Math.max(...text.split(/[^A-Za-z0-9]/).map((word) => (/\d/.test(word) ? word.length : 0)));
  return longest < 10 && !text.includes('://');
}
