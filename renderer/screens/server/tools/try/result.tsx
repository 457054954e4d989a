import { milliseconds, text } from '../../../../format/quantity.ts';
import { CopyButton } from '../../../../parts/copy-button.tsx';
import { Lamp } from '../../../../parts/lamp.tsx';
import { useNow } from '../../../../parts/use-now.ts';
import type { ToolTry } from '../../../../store/tools/tries-store.ts';
import { Content } from './content.tsx';
import { readResult } from './read-result.ts';
import css from './try.module.css';

/** What became of one call: its parts, whether the tool says that it failed, and how long it took. */
export function Result({ attempt }: { readonly attempt: ToolTry }) {
  const { outcome, startedMs } = attempt;
  if (outcome === null) {
    return (
      <div className={css['result']} role="status">
        <p className="dim">
          On its way, <Elapsed sinceMs={startedMs} />…
        </p>
      </div>
    );
  }
  if (outcome.kind === 'refused') {
    return <Told lamp="bad" words="It was not answered." more={outcome.problem.message} ms={outcome.ms} />;
  }
  const { result, error, ms } = outcome.answer;
  if (error !== null) {
    return <Told lamp="warn" words={`The server’s own error ${error.code}.`} more={error.message} ms={ms} />;
  }
  const { isError, parts, structured, isOther } = readResult(result);
  const whole = JSON.stringify(result, null, 2);
  return (
    <div className={css['result']}>
      <p className={css['outcome']} role="status">
        <Lamp lamp={isError ? 'warn' : 'ok'} label={null} />
        <b>{isError ? 'The tool says that it failed' : 'Answered'}</b>
        <span className="dim mono">{text(milliseconds(ms))}</span>
        <span className="grow" />
        <CopyButton text={whole} what="the whole answer" />
      </p>
      {parts.map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one answer never change
        <Content key={index} part={part} />
      ))}
      {structured !== null && (
        <>
          <p className={css['part']}>Structured</p>
          <pre className={css['text']}>{structured}</pre>
        </>
      )}
      {isOther && <pre className={css['text']}>{whole}</pre>}
    </div>
  );
}

interface ToldProps {
  readonly lamp: 'warn' | 'bad';
  readonly words: string;
  readonly more: string;
  readonly ms: number;
}

function Told({ lamp, words, more, ms }: ToldProps) {
  return (
    <div className={css['result']}>
      <p className={css['outcome']} role="status">
        <Lamp lamp={lamp} label={null} />
        <span>
          <b>{words}</b> {more}
        </span>
        <span className="dim mono">{text(milliseconds(ms))}</span>
      </p>
    </div>
  );
}

/** Alone, so that a second that passes draws one word. */
function Elapsed({ sinceMs }: { readonly sinceMs: number }) {
  return text(milliseconds(Math.max(0, useNow() - sinceMs)));
}
