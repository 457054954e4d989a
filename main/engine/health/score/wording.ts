/** 340 KB, 212 MB, 1.5 GB: decimal, as the window shows sizes. */
export function sayBytes(bytes: number): string {
  if (bytes < 1_000_000) return `${Math.round(bytes / 1_000)} KB`;
  if (bytes < 1_000_000_000) return `${Math.round(bytes / 1_000_000)} MB`;
  const gigabytes = bytes / 1_000_000_000;
  return `${gigabytes < 100 ? gigabytes.toFixed(1) : Math.round(gigabytes)} GB`;
}

/** 0.4 ms, 12 ms, 1.4 s, 5 min, 3 h 20 min, 12 days. */
export function sayDuration(ms: number): string {
  if (ms < 0.95) return `${ms.toFixed(1)} ms`;
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 9_950) return `${(ms / 1_000).toFixed(1).replace('.0', '')} s`;
  if (ms < 120_000) return `${Math.round(ms / 1_000)} s`;
  const minutes = Math.round(ms / 60_000);
  if (minutes < 120) return `${minutes} min`;
  if (minutes < 48 * 60) {
    const rest = minutes % 60;
    return `${Math.floor(minutes / 60)} h${rest === 0 ? '' : ` ${rest} min`}`;
  }
  return `${Math.round(minutes / (24 * 60))} days`;
}

/** 0.4 %, 12 %. @param share 0 to 1 */
export function sayShare(share: number): string {
  const percent = share * 100;
  return `${percent > 0 && percent < 10 ? percent.toFixed(1) : Math.round(percent)} %`;
}

/** "1 request", "3 requests". */
export function count(number: number, word: string, plural = `${word}s`): string {
  // Asking for the separators of a language costs more than the rest of a verdict.
  const digits = number < 1_000 ? String(number) : number.toLocaleString('en');
  return `${digits} ${number === 1 ? word : plural}`;
}
