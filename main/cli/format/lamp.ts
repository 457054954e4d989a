import type { LogLevel } from '#contract/log-line.ts';
import type { Lamp } from '#contract/server-state.ts';
import type { Paint } from './table.ts';

/** Terminal colours, codes of ECMA-48: green, yellow, red, grey, blue. */
const LAMP_CODES: Readonly<Record<Lamp, number>> = { ok: 32, warn: 33, bad: 31, off: 90, info: 34 };
const LEVEL_CODES: Readonly<Record<LogLevel, number>> = { error: 31, warn: 33, info: 39, debug: 90 };

export function lampPaint(lamp: Lamp, color: boolean): Paint {
  return paintWith(LAMP_CODES[lamp], color);
}

export function levelPaint(level: LogLevel, color: boolean): Paint {
  return paintWith(LEVEL_CODES[level], color);
}

function paintWith(code: number, color: boolean): Paint {
  return color ? (text) => `\u001b[${code}m${text}\u001b[39m` : (text) => text;
}
