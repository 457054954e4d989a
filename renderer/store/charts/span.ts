/** A stretch of time, in seconds since 1970. */
export interface Span {
  readonly fromS: number;
  readonly toS: number;
}

/** Closer than this there is nothing to see: a handful of samples at the fastest pace. */
const SHORTEST_S = 10;
/** As far back as anything is kept. */
const LONGEST_S = 366 * 86_400;

/** `factor` times as long, with `centreS` staying where it is. */
export function zoomed(span: Span, centreS: number, factor: number): Span {
  const length = span.toS - span.fromS;
  const longer = Math.min(LONGEST_S, Math.max(SHORTEST_S, length * factor));
  const share = (centreS - span.fromS) / length;
  return { fromS: centreS - share * longer, toS: centreS + (1 - share) * longer };
}

/** Moved by a share of its length, to the past where negative. */
export function panned(span: Span, share: number): Span {
  const by = (span.toS - span.fromS) * share;
  return { fromS: span.fromS + by, toS: span.toS + by };
}

/** What was drawn over with the pointer; null when it is too short to be meant. */
export function selected(aS: number, bS: number): Span | null {
  const [fromS, toS] = aS < bS ? [aS, bS] : [bS, aS];
  if (!(toS - fromS > 0)) return null;
  const centreS = (fromS + toS) / 2;
  return zoomed({ fromS, toS }, centreS, Math.max(1, SHORTEST_S / (toS - fromS)));
}

/** As long as it is, but not beyond a moment: what is expected is no place to go to. */
export function notAfter({ fromS, toS }: Span, nowS: number): Span {
  const over = Math.max(0, toS - nowS);
  return { fromS: fromS - over, toS: toS - over };
}
