// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
const CONTROL_CHARACTERS = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g;

/** A text that a server wrote, with its control characters made visible: none reaches the terminal as a command. */
export function plainText(text: string): string {
  return text.replace(CONTROL_CHARACTERS, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\x${code.toString(16).padStart(2, '0')}`;
  });
}

/** As {@link plainText}, for a text of several lines. */
export function plainLines(text: string): string[] {
  return text.trimEnd().split('\n').map(plainText);
}
