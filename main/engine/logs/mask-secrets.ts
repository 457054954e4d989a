const SECRET_KEY = /token|key|secret|passw|pwd|auth|credential|cookie|private/i;

/** Shorter values would mask ordinary words in every line. */
const MIN_SECRET_LENGTH = 6;

/** The values in a server's environment whose names look secret; longest first, so that no part of one stays. */
export function secretValues(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const values = new Set<string>();
  for (const [key, value] of Object.entries(env)) {
    if (value !== undefined && value.length >= MIN_SECRET_LENGTH && SECRET_KEY.test(key)) values.add(value);
  }
  return [...values].sort((a, b) => b.length - a.length);
}

export function maskSecrets(text: string, secrets: readonly string[]): string {
  let masked = text;
  for (const secret of secrets) masked = masked.replaceAll(secret, '•••');
  return masked;
}
