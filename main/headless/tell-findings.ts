import type { ConfigurationStatus } from '#contract/configuration-status.ts';

/**
 * What is said of a configuration's surroundings comes a moment after the rest of a reload: a warning that was away for less
 * was not mended meanwhile.
 */
const AWAY_MS = 10_000;

/**
 * Tells what is wrong with the configuration where scripts and people look for errors, `FILE:LINE:COLUMN message`: a warning
 * once until it is mended or another, errors once for each text that is refused. To be called with each status.
 * @param nowMs of a clock that never jumps
 */
export function createFindingsTeller(
  write: (text: string) => void,
  nowMs: () => number,
): (status: ConfigurationStatus) => void {
  /** Since when each is away; null for those that are there. */
  const told = new Map<string, number | null>();
  let refused: string | null = null;

  return ({ valid, findings, revision }) => {
    const errors = findings.filter(({ severity }) => severity === 'error');
    const refusal = valid ? null : JSON.stringify([revision, errors]);
    const isRefusedAnew = refusal !== null && refusal !== refused;
    refused = refusal;
    const away = new Map([...told].map(([line, sinceMs]) => [line, sinceMs ?? nowMs()]));
    told.clear();
    for (const { file, line, column, message, severity } of findings) {
      const isError = severity === 'error';
      const text = `${file}:${line}:${column} ${isError ? '' : 'warning: '}${message}\n`;
      const sinceMs = away.get(text);
      const isNews = sinceMs === undefined || nowMs() - sinceMs > AWAY_MS;
      if (isError && !valid ? isRefusedAnew : isNews) write(text);
      away.delete(text);
      told.set(text, null);
    }
    for (const [text, sinceMs] of away) if (nowMs() - sinceMs <= AWAY_MS) told.set(text, sinceMs);
    if (isRefusedAnew) write('The last good configuration keeps running.\n');
  };
}
