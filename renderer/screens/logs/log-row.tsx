import { memo, type Ref } from 'react';
import type { LogLine } from '#contract/log-line.ts';
import { fullDate, preciseTime } from '../../format/moment.ts';
import { Icon } from '../../parts/icon.tsx';
import { markedRuns } from '../../store/log-match.ts';
import css from './logs.module.css';

/** More than this of one line can't be seen without wrapping, and slows the page. */
const ONE_LINE_CHARACTERS = 1500;

interface Props {
  readonly ref: Ref<HTMLDivElement> | undefined;
  readonly index: number;
  readonly line: LogLine;
  readonly top: number;
  readonly pattern: RegExp | null;
  readonly wrap: boolean;
  readonly marked: boolean;
  /** It was copied just now. */
  readonly copied: boolean;
  readonly onCopy: (line: LogLine) => void;
}

export const LogRow = memo(function LogRow(props: Props) {
  const { ref, index, line, top, pattern, wrap, marked, copied, onCopy } = props;
  const { at, level, server, stream, text } = line;
  const shown = wrap ? text.length : Math.min(text.length, ONE_LINE_CHARACTERS);
  return (
    <div
      ref={ref}
      data-index={index}
      data-level={level}
      data-wrap={wrap}
      data-marked={marked}
      className={css['row']}
      style={{ transform: `translateY(${top}px)` }}
    >
      <time className={css['time']} dateTime={at} title={fullDate(at)}>
        {preciseTime(at)}
      </time>
      <span className={css['word']}>{level}</span>
      <span className={css['server']} title={server}>
        {server}
      </span>
      <span className={css['text']}>
        {stream === 'stray' && (
          <span className={css['stray']} title="Written to stdout, where only MCP messages belong">
            stdout
          </span>
        )}
        {markedRuns(text, pattern, shown).map((run, i) =>
          // biome-ignore lint/suspicious/noArrayIndexKey: runs of one line have no other name
          run.hit ? <mark key={i}>{run.text}</mark> : run.text,
        )}
        {shown < text.length && <span className="faint"> … {text.length - shown} more characters</span>}
      </span>
      <button
        type="button"
        tabIndex={-1}
        className={css['copy']}
        aria-label={copied ? 'Copied' : 'Copy line'}
        title="Copy line (c)"
        onClick={() => onCopy(line)}
      >
        <Icon name={copied ? 'check' : 'copy'} size={13} />
      </button>
    </div>
  );
});
