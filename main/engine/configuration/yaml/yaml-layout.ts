import type { YamlLayout } from './yaml-write.ts';

/** How a text is laid out, so that what is written into it looks like the rest. */
export function layoutOfYaml(text: string): YamlLayout {
  const unit =
    /^[^\s#-][^\n]*:[ \t]*(?:#[^\n]*)?\r?\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*( +)[^\s-]/m.exec(text)?.[1] ?? '  ';
  const list = /^( *)[^\s#-][^\n]*:[ \t]*(?:#[^\n]*)?\r?\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*( *)- /m.exec(text);
  return {
    lineEnd: text.includes('\r\n') ? '\r\n' : '\n',
    unit,
    isListIndented: list === null || (list[2] ?? '').length > (list[1] ?? '').length,
  };
}
