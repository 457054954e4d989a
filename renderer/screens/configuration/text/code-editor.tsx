import { historyField, redo, redoDepth, undo, undoDepth } from '@codemirror/commands';
import { type Diagnostic, setDiagnostics } from '@codemirror/lint';
import { unifiedMergeView } from '@codemirror/merge';
import { openSearchPanel } from '@codemirror/search';
import { Annotation, EditorState, Transaction } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import type { Finding } from '#contract/configuration-status.ts';
import { baseName } from '../../../format/base-name.ts';
import { type EditorState as DocumentState, isChanged } from '../../../store/configuration/editor-state.ts';
import type { EditorStore } from '../../../store/configuration/editor-store.ts';
import type { Help } from './complete.ts';
import {
  difference,
  extensions,
  label,
  labelOf,
  language,
  languageOf,
  writing,
  writingOf,
} from './extensions.ts';
import { smallChange } from './small-change.ts';
import { tokenEnd } from './token-end.ts';

/** What buttons around the text do with it. */
export interface EditorHandle {
  undo(): void;
  redo(): void;
  find(): void;
  /** Lines and columns count from 1. */
  goTo(line: number, column: number): void;
}

export interface EditorDepths {
  readonly undo: number;
  readonly redo: number;
}

interface Props {
  readonly document: EditorStore;
  readonly help: Help;
  readonly showsDifference: boolean;
  readonly onReady: (handle: EditorHandle | null) => void;
  readonly onDepths: (depths: EditorDepths) => void;
  readonly onMend: (finding: Finding) => void;
}

/** A change that came from the store, not from the keyboard. */
const fromStore = Annotation.define<true>();

/** What could be undone is not lost when another part of the window is looked at. */
const left = new WeakMap<EditorStore, EditorState>();
const KEPT = { history: historyField };

/** The text of the configuration, with what was found in it. */
export default function CodeEditor(props: Props) {
  const place = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  latest.current = props;
  const shown = useRef<EditorView | null>(null);
  const { document, showsDifference } = props;

  useEffect(() => {
    if (place.current === null) return;
    const view = new EditorView({ parent: place.current, state: begin(document, () => latest.current) });
    shown.current = view;
    const follow = (state: DocumentState, before: DocumentState | null): void => {
      show(view, state, before);
      if (state.base !== before?.base || isChanged(state) !== (before !== null && isChanged(before)))
        compare(view, state, latest.current.showsDifference);
      if (state.check !== before?.check || state.text !== before?.text)
        mark(view, state, latest.current.onMend);
    };
    follow(document.getState(), null);
    const end = document.subscribe(follow);
    latest.current.onReady(handleOf(view));
    latest.current.onDepths(depthsOf(view.state));
    return () => {
      end();
      latest.current.onReady(null);
      left.set(document, view.state);
      view.destroy();
      shown.current = null;
    };
  }, [document]);

  useEffect(() => {
    if (shown.current !== null) compare(shown.current, document.getState(), showsDifference);
  }, [document, showsDifference]);

  return <div ref={place} style={{ flex: 1, minHeight: 0 }} />;
}

function begin(document: EditorStore, props: () => Props): EditorState {
  const kept = left.get(document);
  const { text, format } = document.getState();
  // Whatever listened before is gone with its component.
  const onUpdate = EditorView.updateListener.of((update) => {
    if (update.docChanged && !update.transactions.some((one) => one.annotation(fromStore) === true))
      document.type(update.state.doc.toString());
    if (update.docChanged) props().onDepths(depthsOf(update.state));
  });
  const config = { extensions: [extensions(() => props().help, format), onUpdate] };
  if (kept === undefined) return EditorState.create({ doc: text, ...config });
  return EditorState.fromJSON(kept.toJSON(KEPT), config, KEPT);
}

/** Puts a text that came from elsewhere into the editor: undo brings back what was typed, not what the file was. */
function show(view: EditorView, state: DocumentState, before: DocumentState | null): void {
  const shown = view.state.doc.toString();
  if (before?.format !== state.format)
    view.dispatch({ effects: language.reconfigure(languageOf(state.format)) });
  if (before?.locked !== state.locked)
    view.dispatch({ effects: writing.reconfigure(writingOf(state.locked !== null)) });
  if (before?.file !== state.file)
    view.dispatch({ effects: label.reconfigure(labelOf(baseName(state.file ?? ''))) });
  if (shown === state.text) return;
  const isFollowing = before === null || (!isChanged(before) && !isChanged(state));
  view.dispatch({
    changes: smallChange(shown, state.text),
    annotations: [fromStore.of(true), Transaction.addToHistory.of(!isFollowing)],
  });
}

function compare(view: EditorView, state: DocumentState, wanted: boolean): void {
  const original = isChanged(state) && wanted ? state.base.text : null;
  const extension =
    original === null
      ? []
      : unifiedMergeView({ original, mergeControls: false, syntaxHighlightDeletions: false });
  view.dispatch({ effects: difference.reconfigure(extension) });
}

/** Underlines what was found; what was found in an older text stays where it moved to until the next check. */
function mark(view: EditorView, state: DocumentState, onMend: (finding: Finding) => void): void {
  const { check, checkedText, text, file } = state;
  if (check === null || checkedText !== text || view.state.doc.toString() !== text) return;
  const { doc } = view.state;
  const marks = check.findings
    .filter((finding) => finding.file === file)
    .map((finding): Diagnostic => {
      const line = doc.line(Math.min(Math.max(finding.line, 1), doc.lines));
      const at = Math.min(line.from + Math.max(finding.column, 1) - 1, line.to);
      // Something is missing at the end of the line: its last character stands for that.
      const from = at === line.to && at > line.from ? at - 1 : at;
      const { fix } = finding;
      return {
        from,
        to: Math.min(Math.max(tokenEnd(text, from), from), doc.length),
        severity: finding.severity,
        message: finding.message,
        ...(fix === undefined ? {} : { actions: [{ name: fix.title, apply: () => onMend(finding) }] }),
      };
    });
  view.dispatch(setDiagnostics(view.state, marks));
}

function handleOf(view: EditorView): EditorHandle {
  return {
    undo: () => void undo(view),
    redo: () => void redo(view),
    find: () => void openSearchPanel(view),
    goTo(line, column) {
      const at = view.state.doc.line(Math.min(Math.max(line, 1), view.state.doc.lines));
      const position = Math.min(at.from + column - 1, at.to);
      view.dispatch({
        selection: { anchor: position },
        effects: EditorView.scrollIntoView(position, { y: 'center' }),
      });
      view.focus();
    },
  };
}

function depthsOf(state: EditorState): EditorDepths {
  return { undo: undoDepth(state), redo: redoDepth(state) };
}
