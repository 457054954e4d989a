import { useRef, useState } from 'react';
import { flowWords } from './flow-words.ts';
import css from './graph.module.css';
import { curve, type Graph, type PlacedFlow } from './lay-out.ts';
import type { Pointed } from './pointed.ts';

interface Props {
  readonly graph: Graph;
  readonly pointed: Pointed | null;
  readonly onPoint: (pointed: Pointed | null) => void;
  /** Shows the requests of one flow. */
  readonly onShow: (flow: Pointed) => void;
}

/** The flows as lines. One stop for Tab; the arrows go from one line to the next, Enter shows its requests. */
export function Lines({ graph, pointed, onPoint, onShow }: Props) {
  const [stop, setStop] = useState<string | null>(null);
  const place = useRef<SVGSVGElement>(null);
  const { flows, height } = graph;
  const first = flows.some((placed) => keyOf(placed) === stop) ? stop : flows[0] && keyOf(flows[0]);

  const onKey = (event: React.KeyboardEvent, index: number): void => {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    const placed = flows[index];
    if (event.altKey || event.ctrlKey || event.metaKey || placed === undefined) return;
    if (step !== undefined) {
      const lines = place.current?.querySelectorAll<SVGGElement>('[data-flow]');
      lines?.[(index + step + flows.length) % flows.length]?.focus();
    } else if (event.key === 'Enter' || event.key === ' ') onShow(endsOf(placed));
    else return;
    event.preventDefault();
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset can't stand around lines of a drawing
    <svg
      ref={place}
      className={css['lines']}
      viewBox={`0 0 100 ${Math.max(1, height)}`}
      preserveAspectRatio="none"
      role="group"
      aria-label="Flows"
    >
      {flows.map((placed, index) => {
        const key = keyOf(placed);
        const { flow, look, width } = placed;
        const path = curve(placed);
        return (
          // biome-ignore lint/a11y/useSemanticElements: a line of a drawing can't be a button element
          <g
            key={key}
            data-flow={key}
            data-look={look}
            data-dim={pointed !== null && !isPointed(placed, pointed)}
            className={css['flow']}
            role="button"
            tabIndex={key === first ? 0 : -1}
            aria-label={`${flow.client} to ${flow.server}: ${flowWords(flow)}. Show its requests`}
            onFocus={() => {
              setStop(key);
              onPoint(endsOf(placed));
            }}
            onBlur={() => onPoint(null)}
            onMouseEnter={() => onPoint(endsOf(placed))}
            onMouseLeave={() => onPoint(null)}
            onClick={() => onShow(endsOf(placed))}
            onKeyDown={(event) => onKey(event, index)}
          >
            <path className={css['reach']} d={path} />
            <path className={css['line']} d={path} style={{ strokeWidth: width }} />
          </g>
        );
      })}
    </svg>
  );
}

function isPointed({ flow }: PlacedFlow, { client, server }: Pointed): boolean {
  return (client === null || client === flow.client) && (server === null || server === flow.server);
}

function endsOf({ flow: { client, server } }: PlacedFlow): Pointed {
  return { client, server };
}

function keyOf({ flow: { client, server } }: PlacedFlow): string {
  return JSON.stringify([client, server]);
}
