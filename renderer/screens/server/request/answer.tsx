import type { RequestAnswer } from '#contract/request.ts';
import { milliseconds, text } from '../../../format/quantity.ts';
import { Box } from '../../../parts/box.tsx';
import { CopyButton } from '../../../parts/copy-button.tsx';
import { Lamp } from '../../../parts/lamp.tsx';
import { ScrollArea } from '../../../parts/scroll-area.tsx';
import { useRequest } from '../../../store/stores.ts';
import css from './request.module.css';

/** More than this is not shown, only copied: a page of megabytes can't be read and slows the window. */
const SHOWN_CHARACTERS = 200_000;

/** What the server answered, and how long it took. */
export function Answer({ name }: { readonly name: string }) {
  const { asked, sending, answer, problem } = useRequest((state) => state);
  const mine = asked?.server === name;
  return (
    <Box heading="Answer" aside={mine && answer !== null && <Times answer={answer} />}>
      <div role="status" className={css['status']}>
        {!mine && <p className="dim">The answer appears here.</p>}
        {mine && sending && <p className="dim">{asked.method} is on its way…</p>}
        {mine && problem !== null && (
          <p className={css['outcome']}>
            <Lamp lamp="bad" label={null} />
            <span>
              <b>{asked.method} was not answered.</b> {problem.message}
            </span>
          </p>
        )}
        {mine && answer !== null && (
          <p className={css['outcome']}>
            <Lamp lamp={answer.error === null ? 'ok' : 'warn'} label={null} />
            <span>
              <b>{asked.method}</b>
              {answer.error === null
                ? ': result'
                : `: the server’s own error ${answer.error.code}, ${answer.error.message}`}
            </span>
          </p>
        )}
      </div>
      {mine && answer !== null && <Body answer={answer} />}
    </Box>
  );
}

function Times({ answer: { ms, queued_ms: queuedMs, instance } }: { readonly answer: RequestAnswer }) {
  return (
    <span className="faint mono">
      {text(milliseconds(ms))}
      {queuedMs >= 1 && `, of which ${text(milliseconds(queuedMs))} waiting`}
      {instance > 1 && `, instance ${instance}`}
    </span>
  );
}

function Body({ answer }: { readonly answer: RequestAnswer }) {
  const whole = JSON.stringify(answer.error ?? answer.result, null, 2);
  return (
    <div className={css['body']}>
      <div className={css['copy']}>
        <CopyButton text={whole} what="the answer" />
      </div>
      <ScrollArea label="Answer as JSON">
        <pre>
          {whole.slice(0, SHOWN_CHARACTERS)}
          {whole.length > SHOWN_CHARACTERS && `\n… ${whole.length - SHOWN_CHARACTERS} more characters`}
        </pre>
      </ScrollArea>
    </div>
  );
}
