import { foldService, matchBrackets, StreamLanguage, type StringStream } from '@codemirror/language';
import type { Extension } from '@codemirror/state';

interface State {
  inComment: boolean;
  /** How many brackets are open. */
  depth: number;
}

/** JSON with comments: the grammar of JSON that there is for CodeMirror takes a comment for a fault. */
const language = StreamLanguage.define<State>({
  name: 'jsonc',
  startState: () => ({ inComment: false, depth: 0 }),
  copyState: (state) => ({ ...state }),
  token,
  indent: ({ depth }, textAfter, { unit }) =>
    Math.max(0, depth - (/^\s*[\]}]/.test(textAfter) ? 1 : 0)) * unit,
  languageData: {
    commentTokens: { line: '//', block: { open: '/*', close: '*/' } },
    closeBrackets: { brackets: ['{', '[', '"'] },
    indentOnInput: /^\s*[\]}]$/,
  },
});

function token(stream: StringStream, state: State): string | null {
  if (state.inComment) {
    state.inComment = !stream.skipTo('*/');
    if (state.inComment) stream.skipToEnd();
    else stream.match('*/');
    return 'blockComment';
  }
  if (stream.eatSpace()) return null;
  if (stream.match('//')) {
    stream.skipToEnd();
    return 'lineComment';
  }
  if (stream.match('/*')) {
    state.inComment = true;
    return 'blockComment';
  }
  if (stream.match(/^"(?:[^"\\]|\\.)*"?/)) {
    return stream.match(/^\s*:/, false) ? 'propertyName' : 'string';
  }
  if (stream.match(/^-?\d[\d.eE+-]*/)) return 'number';
  if (stream.match(/^(?:true|false)\b/)) return 'bool';
  if (stream.match(/^null\b/)) return 'null';
  const next = stream.next();
  if (next === '{' || next === '[') state.depth += 1;
  if (next === '}' || next === ']') state.depth = Math.max(0, state.depth - 1);
  if (next === '{' || next === '}') return 'brace';
  if (next === '[' || next === ']') return 'squareBracket';
  return next === ',' || next === ':' ? 'punctuation' : 'invalid';
}

const folding = foldService.of((state, from, to) => {
  const line = state.sliceDoc(from, to);
  const at = /[{[]\s*(?:\/\/.*)?$/.exec(line)?.index;
  if (at === undefined) return null;
  const match = matchBrackets(state, from + at, 1);
  if (match?.matched !== true || match.end === undefined || match.end.from <= to) return null;
  return { from: from + at + 1, to: match.end.from };
});

export const jsoncLanguage: Extension = [language, folding];
