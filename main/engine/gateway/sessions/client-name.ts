const NAME_MAX_CHARS = 80;

/** As the client's owner calls it, or the client itself, cut and freed of what is no plain text: anybody may write anything there. */
export function clientName(info: Readonly<Record<string, unknown>>, label?: string): string {
  const name = [label, info['title'], info['name']].find(
    (one) => typeof one === 'string' && one.trim() !== '',
  );
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
  const plain = typeof name === 'string' ? name.replace(/[\x00-\x1f\x7f-\x9f]+/g, ' ').trim() : '';
  return plain === '' ? 'unknown' : plain.slice(0, NAME_MAX_CHARS);
}
