import { useState } from 'react';
import type { Alert } from '#contract/alert.ts';
import type { PortHolder, ServerView } from '#contract/server.ts';
import { causeWords, lastedWords } from '../../format/alert-words.ts';
import { formatClock } from '../../format/duration.ts';
import { stateName } from '../../format/server-words.ts';
import { Button } from '../../parts/button.tsx';
import { Lamp } from '../../parts/lamp.tsx';
import { Question } from '../../parts/question.tsx';
import { useNow } from '../../parts/use-now.ts';
import { serverNamed } from '../../store/engine-store.ts';
import { serverHash } from '../../store/place.ts';
import { possibleCommands } from '../../store/possible-commands.ts';
import { useCommands, useEngine, useStores } from '../../store/stores.ts';
import { AlertButtons } from '../alerts/alert/alert-buttons.tsx';
import css from './server.module.css';
import { ServerLink } from './server-link.tsx';
import { type Situation, situationOf, untoldForecast } from './situation.ts';

interface Props {
  readonly server: ServerView;
  /** The alert that says the same: it is seen and silenced here. Null without one. */
  readonly alert: Alert | null;
}

/** What is the matter, why, what happens next and what can be done: one card, where there is anything to say. */
export function SituationCard({ server, alert }: Props) {
  const { commands } = useStores();
  const pending = useCommands((state) => state.pending.get(server.name));
  const connected = useEngine((state) => state.connection === 'live');
  const situation = situationOf(server);
  const forecast = untoldForecast(server, situation);
  const { port_holder: holder, name } = server;
  if (situation === null && holder === null && forecast === null) return null;
  const { start, restart } = possibleCommands(server, pending, connected);
  // Where it leads is worth a look though all is well now.
  const lamp = forecast !== null && server.lamp === 'ok' ? 'info' : server.lamp;
  return (
    <section className={css['card']} data-lamp={lamp} aria-label="What and why">
      <Lamp lamp={lamp} label={null} />
      <div className={css['told']}>
        {situation !== null && <Told situation={situation} />}
        {forecast !== null && <p>{situation === null ? <b>{forecast}</b> : forecast}</p>}
        {holder !== null && !isNamed(holder, situation?.why) && <p>{holderWords(holder)}</p>}
        {alert !== null && <OfAlert alert={alert} />}
      </div>
      <div className={css['buttons']}>
        {holder?.ours === true && <FreePort name={name} holder={holder} connected={connected} />}
        {server.forecast !== null && server.state === 'ready' && (
          <Button look="primary" why={restart} onClick={() => void commands.run('restart', [name])}>
            Restart now
          </Button>
        )}
        {situation?.canTryNow === true && (
          <Button look="primary" why={start} onClick={() => void commands.run('start', [name])}>
            Try now
          </Button>
        )}
        {alert !== null && <AlertButtons alert={alert} actions={NO_OTHERS} />}
      </div>
    </section>
  );
}

/** The card has the button that starts it. */
const NO_OTHERS: readonly never[] = [];

function OfAlert({ alert }: { readonly alert: Alert }) {
  const { view } = useStores();
  const nowMs = useNow();
  return (
    <>
      {alert.cause !== null && <p>{causeWords(alert.cause)}</p>}
      <p className="dim">
        Alert: {alert.severity}, for {lastedWords(alert, nowMs)}
        {alert.flapping && `, comes and goes, ${alert.times} times so far`}
        {'. '}
        <a href={serverHash(alert.server ?? '', 'alerts')} onClick={() => view.setState({ alert: alert.id })}>
          What it rests on
        </a>
      </p>
    </>
  );
}

function Told({ situation }: { readonly situation: Situation }) {
  const { headline, why, lines, stderr, nextStartAt, waitsFor } = situation;
  return (
    <>
      <p>
        <b>{headline}</b>
        {why !== null && <>: {why}</>}
      </p>
      {nextStartAt !== null && <Countdown at={nextStartAt} />}
      {waitsFor.length > 0 && <WaitsFor names={waitsFor} />}
      {lines.map((line) => (
        <p key={line} className="dim">
          {line}
        </p>
      ))}
      {stderr !== null && (
        <p className="dim">
          Last line on stderr: <code>{stderr}</code>
        </p>
      )}
    </>
  );
}

function Countdown({ at }: { readonly at: string }) {
  const leftMs = Date.parse(at) - useNow();
  return (
    <p role="timer" aria-live="off">
      {leftMs > 0 ? (
        <>
          Next try in <span className={css['clock']}>{formatClock(leftMs)}</span>
        </>
      ) : (
        'Next try: now'
      )}
    </p>
  );
}

function WaitsFor({ names }: { readonly names: readonly string[] }) {
  const servers = useEngine((state) => state.servers);
  const missing = names.filter((name) => serverNamed({ servers }, name)?.state !== 'ready');
  if (missing.length === 0) return null;
  return (
    <p className={css['waits']}>
      {missing.map((name) => (
        <span key={name}>
          <ServerLink name={name} /> <span className="dim">{stateOf(serverNamed({ servers }, name))}</span>
        </span>
      ))}
    </p>
  );
}

function stateOf(server: ServerView | undefined): string {
  return server === undefined ? 'not in the configuration' : stateName(server.state);
}

/** The engine's clause mostly names the process itself. */
function isNamed({ pid }: PortHolder, why: string | null | undefined): boolean {
  return pid !== null && why?.includes(`pid ${pid}`) === true;
}

function holderWords({ port, pid, command, ours }: PortHolder): string {
  const who =
    pid === null ? 'another process' : command === null ? `process ${pid}` : `${command} (pid ${pid})`;
  return `Port ${port} is held by ${who}${ours ? ', which Signalbox started' : ''}.`;
}

interface FreePortProps {
  readonly name: string;
  readonly holder: PortHolder;
  readonly connected: boolean;
}

function FreePort({ name, holder, connected }: FreePortProps) {
  const { commands } = useStores();
  const [asks, setAsks] = useState(false);
  const close = (): void => setAsks(false);
  return (
    <>
      <Button why={connected ? null : 'Not connected to Signalbox'} onClick={() => setAsks(true)}>
        Free port {holder.port}…
      </Button>
      <Question
        opened={asks}
        onClose={close}
        question={`Free port ${holder.port}?`}
        yes="End it"
        onYes={() => void commands.freePort(name)}
      >
        <p>
          Ends {holder.command ?? 'the process'} (pid {holder.pid}), which Signalbox started, and all that it
          started. Then {name} starts.
        </p>
      </Question>
    </>
  );
}
