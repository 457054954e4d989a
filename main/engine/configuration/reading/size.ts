/** 1 KB is 1024 bytes here, as in Docker, systemd and npm's own figures: "512MB" and "512MiB" are the same. */
const UNITS_BYTES = { b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 } as const;

/** Bytes from "512MB", "1G", "1GiB", "1.5 GB" or a number of bytes; null for anything else. */
export function parseSize(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) && value >= 0 ? Math.round(value) : null;
  if (typeof value !== 'string') return null;
  const match = /^\s*(\d{1,15}(?:\.\d{1,6})?)\s*(?:([kmgt])(?:i?b)?|b)?\s*$/i.exec(value);
  if (!match) return null;
  const unit = (match[2] ?? 'b').toLowerCase() as keyof typeof UNITS_BYTES;
  return Math.round(Number(match[1]) * UNITS_BYTES[unit]);
}

/** The shortest exact way to write a size: "512MB", "1GB", "1000B". */
export function formatSize(bytes: number): string {
  for (const unit of ['t', 'g', 'm', 'k'] as const) {
    if (bytes >= UNITS_BYTES[unit] && bytes % UNITS_BYTES[unit] === 0) {
      return `${bytes / UNITS_BYTES[unit]}${unit.toUpperCase()}B`;
    }
  }
  return `${bytes}B`;
}
