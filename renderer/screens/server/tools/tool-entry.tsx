import type { ToolView } from '#contract/tool.ts';
import { milliseconds, text } from '../../../format/quantity.ts';
import { share } from '../../../format/traffic-words.ts';
import { Switch } from '../../../parts/switch.tsx';
import { useEngine, useLatencies, useStores, useTools } from '../../../store/stores.ts';
import { annotationWords } from './match-tools.ts';
import css from './tools.module.css';

interface Props {
  readonly tool: ToolView;
  readonly server: string;
  readonly chosen: boolean;
  readonly onChoose: () => void;
}

/** One tool in the list: its switch, its names, what it says of itself, and how fast it is. */
export function ToolEntry({ tool, server, chosen, onChoose }: Props) {
  const { name, exposed_name: exposed, combined_name: combined, title, description, enabled } = tool;
  const words = annotationWords(tool);
  return (
    <li className={css['tool']} data-chosen={chosen} data-off={!enabled}>
      <button type="button" className={css['choose']} aria-pressed={chosen} onClick={onChoose}>
        <span className={css['names']}>
          <b className="mono">{name}</b>
          {title !== null && title !== name && <span className={css['title']}>{title}</span>}
        </span>
        {description !== null && <span className={css['description']}>{description}</span>}
        <span className={css['words']}>
          {words.map((word) => (
            <span key={word} className={css['word']}>
              {word}
            </span>
          ))}
          <span title={`In /mcp/${server} it is ${exposed}, in /mcp it is ${combined}`}>
            {exposed === name ? '' : `as ${exposed}, `}
            {combined} in /mcp
          </span>
        </span>
        <Figures server={server} name={name} />
      </button>
      <ToolSwitch tool={tool} />
    </li>
  );
}

function Figures({ server, name }: { readonly server: string; readonly name: string }) {
  const latency = useLatencies(({ latencies }) =>
    latencies?.find((one) => one.server === server && one.method === 'tools/call' && one.target === name),
  );
  if (latency === undefined) return null;
  const { requests, errors, p50_ms: p50, p95_ms: p95 } = latency;
  return (
    <span className={css['figures']}>
      {requests === 1 ? '1 call' : `${requests} calls`} · p50 {text(milliseconds(p50))} · p95{' '}
      {text(milliseconds(p95))}
      {errors > 0 && <span className={css['errors']}> · {text(share(errors / requests))} errors</span>}
    </span>
  );
}

function ToolSwitch({ tool: { name, enabled, filter_reason: reason } }: { readonly tool: ToolView }) {
  const { tools } = useStores();
  const connected = useEngine((state) => state.connection === 'live');
  const switching = useTools((state) => state.switching.has(name));
  const refused = useTools((state) => state.refused.get(name));
  return (
    <div className={css['side']}>
      <Switch
        on={enabled}
        label={`${name} for clients`}
        title={enabled ? 'On: clients see it' : 'Off: no client sees it'}
        blocked={!connected || switching}
        onSwitch={(on) => void tools.switchTool(name, on)}
      />
      {reason !== null && <p className={css['reason']}>{reason}</p>}
      <p className={css['refused']} role="alert">
        {refused}
      </p>
    </div>
  );
}
