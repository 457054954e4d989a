import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import {
  bracketMatching,
  codeFolding,
  foldGutter,
  foldKeymap,
  indentOnInput,
  indentUnit,
} from '@codemirror/language';
import { lintGutter, lintKeymap } from '@codemirror/lint';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState, type Extension } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  hoverTooltip,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import type { ConfigurationFormat } from '#contract/configuration-status.ts';
import { completions, type Help, helpAt } from './complete.ts';
import { editorTheme } from './editor-theme.ts';
import { jsoncLanguage } from './jsonc-language.ts';

/** What changes while the editor is shown. */
export const language = new Compartment();
export const difference = new Compartment();
export const writing = new Compartment();
export const label = new Compartment();

export function languageOf(format: ConfigurationFormat): Extension {
  return format === 'yaml' ? yaml() : jsoncLanguage;
}

export function writingOf(locked: boolean): Extension {
  return [EditorState.readOnly.of(locked), EditorView.editable.of(true)];
}

export function labelOf(file: string): Extension {
  return EditorView.contentAttributes.of({ 'aria-label': `Text of ${file}`, tabindex: '0' });
}

/** Tab leaves the editor, as everywhere in the window: Enter, Ctrl+] and Ctrl+[ indent. */
export function extensions(help: () => Help, format: ConfigurationFormat): Extension {
  return [
    lineNumbers(),
    foldGutter({ openText: '⌄', closedText: '›' }),
    codeFolding(),
    lintGutter(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    highlightSpecialChars(),
    history(),
    drawSelection(),
    indentOnInput(),
    indentUnit.of('  '),
    bracketMatching(),
    closeBrackets(),
    autocompletion({ override: [completions(help)], icons: false }),
    search({ top: true }),
    highlightSelectionMatches(),
    hoverTooltip((view, position) => {
      const found = helpAt(help(), view.state.doc.toString(), position);
      if (found === null) return null;
      return {
        pos: found.from,
        end: found.to,
        create: () => ({ dom: helpElement(found) }),
      };
    }),
    EditorView.lineWrapping,
    keymap.of([
      ...closeBracketsKeymap,
      ...defaultKeymap,
      ...searchKeymap,
      ...historyKeymap,
      ...foldKeymap,
      ...completionKeymap,
      ...lintKeymap,
    ]),
    language.of(languageOf(format)),
    difference.of([]),
    writing.of([]),
    label.of([]),
    editorTheme,
  ];
}

function helpElement({ key, type, words }: NonNullable<ReturnType<typeof helpAt>>): HTMLElement {
  const element = document.createElement('div');
  element.className = 'cm-help';
  const head = element.appendChild(document.createElement('p'));
  head.appendChild(document.createElement('code')).textContent = key;
  head.append(` ${type}`);
  element.appendChild(document.createElement('p')).textContent = words;
  return element;
}
