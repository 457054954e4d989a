import { constants } from 'node:os';
import { formatDuration } from '../reading/duration.ts';
import { formatSize } from '../reading/size.ts';
import type { JsonSchema } from './described.ts';

/**
 * How the kinds of value are written that are read by code of ours, as editors are told it. The bounds of what has a unit
 * can't be said of a text, so they hold for plain numbers, and stand in the words.
 */

const DURATION = '\\d{1,12}(\\.\\d{1,6})?\\s*([mM][sS]|[sSmMhHdDyY])';

/** VS Code shows `patternErrorMessage` instead of the pattern; `$comment` has the bounds, for the words about a key. */
const written = (pattern: string, what: string): JsonSchema => ({
  pattern: `^\\s*(${pattern})\\s*$`,
  patternErrorMessage: `Must be ${what}.`,
});

export function durationShape(minMs: number, maxMs: number): JsonSchema {
  const range = `${formatDuration(minMs)} to ${formatDuration(maxMs)}`;
  return {
    type: ['string', 'number'],
    ...written(DURATION, `a time such as "30s", "500ms" or "2m", ${range}`),
    $comment: range,
    minimum: minMs / 1000,
    maximum: maxMs / 1000,
  };
}

export function orNever(shape: JsonSchema): JsonSchema {
  return {
    anyOf: [
      shape,
      { enum: ['never', false, 0] },
      { type: 'string', pattern: `^\\s*(${anyCase('never')}|0)\\s*$` },
    ],
  };
}

export function sizeShape(minBytes: number, maxBytes: number): JsonSchema {
  const range = `${formatSize(minBytes)} to ${formatSize(maxBytes)}`;
  return {
    type: ['string', 'number'],
    ...written(
      '\\d{1,15}(\\.\\d{1,6})?\\s*([kKmMgGtT]([iI]?[bB])?|[bB])?',
      `a size such as "512MB" or "1.5GB", ${range}`,
    ),
    $comment: range,
    minimum: minBytes,
    maximum: maxBytes,
  };
}

export function perCentShape(min: number, max: number): JsonSchema {
  const range = `${min}% to ${max}%`;
  return {
    type: ['string', 'number'],
    ...written('\\d{1,9}(\\.\\d{1,3})?\\s*%?', `a share such as "${Math.min(80, max)}%", ${range}`),
    $comment: range,
    minimum: min,
    maximum: max,
  };
}

export const HOST_AND_PORT: JsonSchema = {
  type: 'string',
  ...written(
    '(\\[[0-9a-zA-Z:.%]+\\]|[^\\s:/\\[\\]]+):\\d{1,6}',
    'a host and a port such as "localhost:5432"',
  ),
};

export const EXIT_STATUS: JsonSchema = {
  anyOf: [
    { type: 'integer', minimum: 0, maximum: 255 },
    { enum: Object.keys(constants.signals) },
    { type: 'string', pattern: '^\\s*[sS][iI][gG][a-zA-Z0-9]+\\s*$' },
  ],
};

export const TIME_OF_DAY: JsonSchema = {
  type: 'string',
  ...written('([01]?\\d|2[0-3]):[0-5]\\d', 'a time of the day such as "22:00"'),
};

/** A pattern for a word in upper and lower case. */
export function anyCase(word: string): string {
  return word.replaceAll(/[a-z]/gi, (letter) => `[${letter.toLowerCase()}${letter.toUpperCase()}]`);
}
