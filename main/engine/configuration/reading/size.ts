/** "MB" is a million bytes, as the window and the terminal show it; "MiB" and a bare "M", as in systemd, are 1024². */
const EXPONENTS = { k: 1, m: 2, g: 3, t: 4 } as const;

/** Bytes from "512MB", "1GiB", "1G", "1.5 GB" or a number of bytes; null for anything else. */
export function parseSize(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) && value >= 0 ? Math.round(value) : null;
  if (typeof value !== 'string') return null;
  const match = /^\s*(\d{1,15}(?:\.\d{1,6})?)\s*(?:([kmgt])(i?b)?|b)?\s*$/i.exec(value);
  if (!match) return null;
  const [, figure, letter, suffix] = match;
  if (letter === undefined) return Math.round(Number(figure));
  const base = suffix?.toLowerCase() === 'b' ? 1000 : 1024;
  const exponent = EXPONENTS[letter.toLowerCase() as keyof typeof EXPONENTS];
  return Math.round(Number(figure) * base ** exponent);
}

/** A short exact way to write a size: "512MB", "1GiB", "1000B". */
export function formatSize(bytes: number): string {
  for (const [base, suffix] of [
    [1000, 'B'],
    [1024, 'iB'],
  ] as const) {
    for (const letter of ['t', 'g', 'm', 'k'] as const) {
      const unit = base ** EXPONENTS[letter];
      if (bytes >= unit && bytes % unit === 0) return `${bytes / unit}${letter.toUpperCase()}${suffix}`;
    }
  }
  return `${bytes}B`;
}
