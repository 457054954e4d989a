import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

/** The window's own colours: they change with its theme by themselves. */
const look = EditorView.theme({
  '&': { height: '100%', backgroundColor: 'var(--panel)', color: 'var(--text)', fontSize: '12.5px' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.6', overflow: 'auto' },
  '.cm-content': { caretColor: 'var(--text)', padding: '8px 0' },
  '.cm-cursor, .cm-dropCursor': { borderLeftColor: 'var(--text)' },
  '.cm-gutters': { backgroundColor: 'var(--panel)', color: 'var(--faint)', border: 'none' },
  '.cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--raise) 55%, transparent)' },
  '.cm-activeLineGutter': { backgroundColor: 'var(--raise)', color: 'var(--text)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'color-mix(in srgb, var(--accent) 28%, transparent)',
  },
  '.cm-selectionMatch, .cm-searchMatch': {
    backgroundColor: 'color-mix(in srgb, var(--info) 25%, transparent)',
  },
  '.cm-searchMatch-selected': { backgroundColor: 'color-mix(in srgb, var(--accent) 40%, transparent)' },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'transparent', outline: '1px solid var(--edge)' },
  '&.cm-focused .cm-nonmatchingBracket': { backgroundColor: 'transparent', outline: '1px solid var(--bad)' },
  '.cm-foldPlaceholder': {
    padding: '0 6px',
    border: '1px solid var(--line)',
    backgroundColor: 'var(--raise)',
    color: 'var(--dim)',
  },
  '.cm-panels': { backgroundColor: 'var(--raise)', color: 'var(--text)', fontFamily: 'var(--sans)' },
  '.cm-panels.cm-panels-top': { borderBottom: '1px solid var(--line)' },
  '.cm-panel.cm-search': { padding: '6px 28px 6px 8px' },
  '.cm-panel.cm-search label': { color: 'var(--dim)', fontSize: '12px' },
  '.cm-textfield': {
    border: '1px solid var(--edge)',
    borderRadius: '5px',
    backgroundColor: 'var(--bg)',
    color: 'var(--text)',
  },
  '.cm-button': {
    border: '1px solid var(--line)',
    borderRadius: '5px',
    background: 'var(--panel)',
    color: 'var(--text)',
  },
  '.cm-panel.cm-search [name=close]': { color: 'var(--dim)', cursor: 'pointer' },
  '.cm-tooltip': {
    maxWidth: '520px',
    border: '1px solid var(--edge)',
    borderRadius: '7px',
    backgroundColor: 'var(--panel)',
    color: 'var(--text)',
    boxShadow: '0 6px 24px var(--shade)',
    fontFamily: 'var(--sans)',
    fontSize: '12.5px',
    overflow: 'hidden',
  },
  '.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--mono)', fontSize: '12px', maxHeight: '16em' },
  '.cm-tooltip-autocomplete > ul > li': { padding: '2px 9px', lineHeight: '1.6' },
  '.cm-help': { padding: '6px 10px' },
  '.cm-help p:first-child': { color: 'var(--faint)', fontSize: '11.5px' },
  '.cm-help code': { color: 'var(--info)', fontFamily: 'var(--mono)' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    backgroundColor: 'var(--raise)',
    color: 'var(--text)',
    boxShadow: 'inset 2px 0 var(--accent)',
  },
  '.cm-completionDetail': { color: 'var(--faint)', fontStyle: 'normal' },
  '.cm-completionMatchedText': { color: 'var(--accent)', textDecoration: 'none', fontWeight: '600' },
  '.cm-completionInfo': { padding: '6px 10px', whiteSpace: 'pre-line' },
  '.cm-diagnostic': { padding: '6px 10px', borderLeft: '3px solid var(--edge)' },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--bad)' },
  '.cm-diagnostic-warning': { borderLeftColor: 'var(--warn)' },
  '.cm-diagnosticAction': {
    padding: '2px 9px',
    border: '1px solid var(--line)',
    borderRadius: '5px',
    backgroundColor: 'var(--raise)',
    color: 'var(--text)',
    cursor: 'pointer',
  },
  '.cm-lintRange-error': wave('--bad'),
  '.cm-lintRange-warning': wave('--warn'),
  '.cm-lint-marker': { width: '9px', height: '9px' },
  '.cm-lint-marker-error': { content: '""', background: 'var(--bad)', borderRadius: '1px' },
  '.cm-lint-marker-warning': { content: '""', background: 'var(--warn)', transform: 'rotate(45deg)' },
  // Faint, so that every colour of words can be read on them; what changed in a line is underlined.
  '.cm-changedLine': { backgroundColor: 'color-mix(in srgb, var(--ok) 9%, transparent) !important' },
  '&.cm-merge-a .cm-changedLine, .cm-deletedChunk': {
    backgroundColor: 'color-mix(in srgb, var(--bad) 9%, transparent) !important',
  },
  '&.cm-merge-a .cm-changedLineGutter': { background: 'var(--bad) !important' },
  '.cm-changedText': { background: 'none !important', boxShadow: 'inset 0 -1px var(--ok)' },
  '&.cm-merge-a .cm-changedText, .cm-deletedChunk .cm-deletedText': {
    background: 'none !important',
    boxShadow: 'inset 0 -1px var(--bad)',
  },
  '.cm-deletedChunk': { color: 'var(--text)', paddingLeft: '6px' },
  '.cm-deletedLine del': { textDecoration: 'none' },
  '.cm-collapsedLines': {
    padding: '3px 8px',
    border: 'none',
    background: 'var(--raise) !important',
    color: 'var(--dim)',
    fontFamily: 'var(--sans)',
  },
  '.cm-collapsedLines:before, .cm-collapsedLines:after': { content: '"" !important' },
  '.cm-changeGutter': { width: '3px', paddingLeft: '0' },
  '.cm-changedLineGutter': { background: 'var(--ok) !important' },
  '.cm-deletedLineGutter': { background: 'var(--bad) !important' },
});

function wave(color: string): Record<string, string> {
  return {
    backgroundImage: 'none',
    textDecoration: `underline wavy 1px var(${color})`,
    textUnderlineOffset: '3px',
  };
}

const words = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--info)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--line-d)' },
  { tag: [tags.number, tags.bool, tags.null, tags.keyword], color: 'var(--line-c)' },
  { tag: [tags.comment, tags.lineComment, tags.blockComment], color: 'var(--dim)', fontStyle: 'italic' },
  { tag: [tags.punctuation, tags.separator, tags.brace, tags.squareBracket], color: 'var(--dim)' },
  { tag: tags.invalid, color: 'var(--bad)' },
]);

export const editorTheme: Extension = [look, syntaxHighlighting(words)];
