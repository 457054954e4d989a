/** What a text of another client becomes here. */
export interface Translated {
  readonly text: string;
  /** Ids of `${input:…}` in it, as they are named there. */
  readonly inputs: readonly string[];
  readonly notes: readonly string[];
}

const REFERENCE = /\$\{([^{}]*)\}|\{(env|file):([^{}]*)\}/g;
const HOME = 'HOME';
const VARIABLE = /^[A-Za-z_]\w*$/;

/**
 * References to variables and inputs in the words of our own file: `${NAME}`, `${NAME:-default}`, `${env:NAME}` and `{env:NAME}`
 * become `${env:NAME}`; with `dollar` `$NAME` does too. What stands for something that only its client knows stays, with a note.
 */
export function translateReferences(text: string, { dollar }: { readonly dollar: boolean }): Translated {
  const inputs: string[] = [];
  const notes: string[] = [];
  const braced = text.replaceAll(REFERENCE, (whole: string, ...match: unknown[]) => {
    const [content, kind, named, at] = match;
    if (kind === 'env') return `\${env:${named}}`;
    if (kind === 'file') {
      notes.push('it takes a value from a file ({file:…}), which is not possible here: put it into a secret');
      return whole;
    }
    if (content === 'userHome') return at === 0 ? '~' : `\${env:${HOME}}`;
    return ofBraces(String(content), whole, inputs, notes);
  });
  const plain = dollar
    ? braced.replaceAll(/(?<![\\$])\$([A-Za-z_]\w*)/g, (_, name: string) => `\${env:${name}}`)
    : braced;
  return { text: plain, inputs, notes };
}

function ofBraces(content: string, whole: string, inputs: string[], notes: string[]): string {
  const [name = '', fallback] = content.split(/:-(.*)/s);
  if (VARIABLE.test(name) && name !== 'workspaceFolder') {
    if (fallback !== undefined && fallback !== '')
      notes.push(
        `\${${name}} has a default there, which is not taken over: set the variable, or write the value`,
      );
    return `\${env:${name}}`;
  }
  if (/^(?:env|secret):/.test(content)) return whole;
  if (content.startsWith('input:')) {
    const id = content.slice('input:'.length);
    inputs.push(id);
    return `\${input:${inputName(id)}}`;
  }
  if (content === '/' || content === 'pathSeparator') return process.platform === 'win32' ? '\\' : '/';
  notes.push(`\${${content}} is known to its client alone: write what it stands for`);
  return whole;
}

/** As names of inputs and secrets are written here. */
export function inputName(id: string): string {
  return (
    id
      .replaceAll(/[^A-Za-z0-9_.-]+/g, '-')
      .replaceAll(/^[^A-Za-z0-9]+|-+$/g, '')
      .slice(0, 64) || 'input'
  );
}
