import { useEffect, useMemo, useRef, useState } from 'react';
import { useEngine, useTraffic, useView } from '../../../../store/stores.ts';
import { rateOf } from '../../../../store/traffic/sides.ts';
import { heldOrder, sortServers } from './sort-servers.ts';

interface Holding {
  readonly onPointerEnter: () => void;
  readonly onPointerLeave: () => void;
  readonly onFocus: (event: React.FocusEvent) => void;
  readonly onBlur: (event: React.FocusEvent) => void;
}

/**
 * The servers in the order that was chosen, and the handlers for what holds their rows. While somebody points at the
 * rows or has the keyboard in them they keep their places, whatever the figures do.
 */
export function useShownOrder(): { readonly names: readonly string[]; readonly holding: Holding } {
  const order = useView((state) => state.serverOrder);
  const fileOrder = useEngine((state) => state.order);
  const servers = useEngine((state) => state.servers);
  const traffic = useTraffic((state) => state.traffic);
  const [pointed, setPointed] = useState(false);
  const [focused, setFocused] = useState(false);
  const sorted = useMemo(() => {
    if (order === null) return fileOrder;
    const views = fileOrder.flatMap((name) => (Object.hasOwn(servers, name) ? (servers[name] ?? []) : []));
    return sortServers(views, order, (name) => rateOf(traffic, name));
  }, [order, fileOrder, servers, traffic]);
  const shown = useRef({ order, names: sorted });
  const isHeld = (pointed || focused) && order !== null && shown.current.order === order;
  const names = isHeld ? heldOrder(shown.current.names, sorted) : sorted;
  useEffect(() => {
    shown.current = { order, names };
  });
  return {
    names,
    holding: {
      onPointerEnter: () => setPointed(true),
      onPointerLeave: () => setPointed(false),
      onFocus: () => setFocused(true),
      onBlur: ({ currentTarget, relatedTarget }) => setFocused(currentTarget.contains(relatedTarget)),
    },
  };
}
