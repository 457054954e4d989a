import { MergeView } from '@codemirror/merge';
import { EditorState, type Extension, Prec } from '@codemirror/state';
import { EditorView, lineNumbers } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { useEngine } from '../../../store/stores.ts';
import { editorTheme } from './editor-theme.ts';
import { languageOf } from './extensions.ts';
import css from './two-texts.module.css';

interface Props {
  readonly before: string;
  readonly after: string;
  /** What each of them is. */
  readonly words: readonly [string, string];
}

/** Two texts side by side, what differs marked; stretches without a difference are folded away. */
export default function TwoTexts({ before, after, words }: Props) {
  const place = useRef<HTMLElement>(null);
  const format = useEngine((state) => state.configuration?.format ?? 'jsonc');
  const [left, right] = words;
  useEffect(() => {
    if (place.current === null) return;
    const side = (doc: string, label: string) => ({ doc, extensions: reading(label, languageOf(format)) });
    const view = new MergeView({
      parent: place.current,
      a: side(before, left),
      b: side(after, right),
      gutter: true,
      // Of two that are the same nothing would be left to see.
      ...(before === after ? {} : { collapseUnchanged: { margin: 3, minSize: 6 } }),
    });
    return () => view.destroy();
  }, [before, after, left, right, format]);
  return (
    <div className={css['texts']}>
      <div className={css['heads']}>
        <h3>{left}</h3>
        <h3>{right}</h3>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section ref={place} className={css['place']} tabIndex={0} aria-label={`${left} and ${right}`} />
    </div>
  );
}

/** Both are as tall as they need to be, and are scrolled as one. */
const whole = Prec.high(
  EditorView.theme({ '&': { height: 'auto' }, '.cm-scroller': { overflow: 'visible !important' } }),
);

function reading(label: string, language: Extension): Extension {
  return [
    lineNumbers(),
    EditorState.readOnly.of(true),
    EditorView.contentAttributes.of({ 'aria-label': label }),
    EditorView.lineWrapping,
    language,
    whole,
    editorTheme,
  ];
}
