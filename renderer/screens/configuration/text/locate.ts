import { getLocation } from 'jsonc-parser';
import type { ConfigurationFormat } from '#contract/configuration-status.ts';
import { locateYaml } from './locate-yaml.ts';

/** Where in the configuration a position of its text is. */
export interface Located {
  /** Of the object or list that holds what stands here. */
  readonly parent: readonly (string | number)[];
  /** The key or index that stands here; null in a new one that has no name yet. */
  readonly step: string | number | null;
  /** A key is being written, rather than its value. */
  readonly isKey: boolean;
  /** The text that a completion takes the place of, quotes with it. */
  readonly from: number;
  readonly to: number;
}

/** The place of a position; null where no key and no value belongs. */
export function locate(text: string, position: number, format: ConfigurationFormat): Located | null {
  return format === 'yaml' ? locateYaml(text, position) : locateJson(text, position);
}

function locateJson(text: string, position: number): Located {
  const { path, isAtPropertyKey, previousNode } = getLocation(text, position);
  const parent = path.slice(0, -1);
  const last = path.at(-1) ?? null;
  const isInside =
    previousNode !== undefined &&
    position > previousNode.offset &&
    position <= previousNode.offset + previousNode.length;
  const from = isInside ? previousNode.offset : startOfWord(text, position);
  const to = isInside ? previousNode.offset + previousNode.length : position;
  return { parent, step: last === '' ? null : last, isKey: isAtPropertyKey, from, to };
}

function startOfWord(text: string, position: number): number {
  let at = position;
  while (at > 0 && /[\w$-]/.test(text[at - 1] ?? '')) at -= 1;
  return at;
}
