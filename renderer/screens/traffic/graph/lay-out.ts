import type { Flow } from '#contract/traffic.ts';

/** Errors are told by colour and by dashes: none, some, or at least every fifth request. */
export type FlowLook = 'idle' | 'ok' | 'warn' | 'bad';

export interface PlacedCard {
  readonly name: string;
  readonly top: number;
}

export interface PlacedFlow {
  readonly flow: Flow;
  readonly look: FlowLook;
  /** In pixels; wider with more requests a second. */
  readonly width: number;
  /** Where it leaves the client's card and reaches the server's, in pixels from the top. */
  readonly fromY: number;
  readonly toY: number;
}

export interface Graph {
  readonly height: number;
  readonly clients: readonly PlacedCard[];
  readonly servers: readonly PlacedCard[];
  readonly flows: readonly PlacedFlow[];
}

export const CARD_PX = 42;
const GAP_PX = 8;
/** Lines meet a card within this much of its height, so that they can be told apart. */
const PORT_PX = 30;
const THINNEST_PX = 1.25;
const WIDEST_PX = 9;
const BAD_SHARE = 0.2;

/** Places cards and lines. Clients stand left, servers right, each side centred on the other. */
export function layOut(
  clients: readonly string[],
  servers: readonly string[],
  flows: readonly Flow[],
): Graph {
  const height = Math.max(sideHeight(clients.length), sideHeight(servers.length));
  const left = placed(clients, height);
  const right = placed(servers, height);
  const topOf = (cards: readonly PlacedCard[]): ReadonlyMap<string, number> =>
    new Map(cards.map(({ name, top }) => [name, top]));
  const leftTops = topOf(left);
  const rightTops = topOf(right);
  const drawn = flows.filter(({ client, server }) => leftTops.has(client) && rightTops.has(server));
  const byHeight = (side: 'client' | 'server'): readonly Flow[] => {
    const tops = side === 'client' ? leftTops : rightTops;
    return drawn.toSorted((a, b) => (tops.get(a[side]) ?? 0) - (tops.get(b[side]) ?? 0));
  };
  // At a client's card its lines leave in the order of the servers, so that they do not cross there; and back.
  const fromY = ports(byHeight('server'), 'client', leftTops);
  const toY = ports(byHeight('client'), 'server', rightTops);
  return {
    height,
    clients: left,
    servers: right,
    flows: drawn.map((flow) => ({
      flow,
      look: lookOf(flow),
      width: widthOf(flow.requests_per_second),
      fromY: fromY.get(flow) ?? 0,
      toY: toY.get(flow) ?? 0,
    })),
  };
}

/** The curve of a flow over a width of 100, in which only the height counts in pixels. */
export function curve({ fromY, toY }: Pick<PlacedFlow, 'fromY' | 'toY'>): string {
  return `M0 ${fromY}C45 ${fromY} 55 ${toY} 100 ${toY}`;
}

export function lookOf({ requests_per_second: rate, errors_per_second: errors }: Flow): FlowLook {
  if (rate === 0) return 'idle';
  if (errors === 0) return 'ok';
  return errors / rate >= BAD_SHARE ? 'bad' : 'warn';
}

/** Each doubling of the rate adds as much: one request a minute and a thousand a second must both be seen. */
export function widthOf(requestsPerSecond: number): number {
  if (requestsPerSecond <= 0) return THINNEST_PX;
  return Math.min(WIDEST_PX, THINNEST_PX + 0.5 * Math.log2(1 + 60 * requestsPerSecond));
}

function sideHeight(cards: number): number {
  return cards === 0 ? 0 : cards * CARD_PX + (cards - 1) * GAP_PX;
}

function placed(names: readonly string[], height: number): PlacedCard[] {
  const first = (height - sideHeight(names.length)) / 2;
  return names.map((name, index) => ({ name, top: first + index * (CARD_PX + GAP_PX) }));
}

function ports(
  flows: readonly Flow[],
  side: 'client' | 'server',
  tops: ReadonlyMap<string, number>,
): ReadonlyMap<Flow, number> {
  const perCard = Map.groupBy(flows, (flow) => flow[side]);
  const found = new Map<Flow, number>();
  for (const [name, own] of perCard) {
    const step = PORT_PX / (own.length + 1);
    const start = (tops.get(name) ?? 0) + (CARD_PX - PORT_PX) / 2;
    own.forEach((flow, index) => void found.set(flow, start + step * (index + 1)));
  }
  return found;
}
