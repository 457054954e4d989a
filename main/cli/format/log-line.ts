import type { LogLine } from '#contract/log-line.ts';
import { levelPaint } from './lamp.ts';
import { localTime } from './local-time.ts';
import { plainText } from './plain-text.ts';

const LEVEL_WIDTH = 5;

/** `2026-11-21 14:02:11.123 WARN  memory  text`, in local time. A stray line on stdout is marked as such. */
export function formatLogLine(line: LogLine, color: boolean, nameWidth = 0): string {
  const level = levelPaint(line.level, color)(line.level.toUpperCase().padEnd(LEVEL_WIDTH));
  const stray = line.stream === 'stray' ? '[on stdout, no MCP message] ' : '';
  return `${localTime(new Date(line.at))} ${level} ${line.server.padEnd(nameWidth)}  ${stray}${plainText(line.text)}`;
}
