import { MASK } from '#contract/mask.ts';

const SECRET_KEY = /token|key|secret|pass|pwd|auth|credential|cookie|private|bearer|(^|_)(pat|dsn)(_|$)/i;

/** The password in an address such as postgres://user:password@host. */
const ADDRESS_PASSWORD = /:\/\/[^/?#\s:@]*:([^/?#\s@]+)@/;

/** Shorter values would mask ordinary words in every line. */
const MIN_SECRET_LENGTH = 6;

/**
 * The values in a server's environment whose names look secret, also as they look inside JSON and inside an address;
 * of a value with several lines each line. Longest first, so that no part of one stays.
 */
export function secretValues(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const values = new Set<string>();
  for (const [key, value] of Object.entries(env)) {
    if (value === undefined) continue;
    const secretPart = SECRET_KEY.test(key) ? value : (ADDRESS_PASSWORD.exec(value)?.[1] ?? '');
    for (const line of secretPart.split(/\r?\n/)) {
      const secret = line.trim();
      if (secret.length < MIN_SECRET_LENGTH) continue;
      values
        .add(secret)
        .add(JSON.stringify(secret).slice(1, -1))
        .add(encodeURIComponent(secret.toWellFormed()));
    }
  }
  return [...values].sort((a, b) => b.length - a.length);
}

/** Of a value that its owner calls a secret; one of three characters would make any text unreadable. */
const MIN_KNOWN_LENGTH = 4;

/**
 * The forms in which a value that is known to be a secret may turn up: as it is, line by line, inside JSON and inside an
 * address. Longest first, for {@link maskSecrets}.
 */
export function secretForms(values: readonly string[]): readonly string[] {
  const forms = new Set<string>();
  for (const value of values) {
    const lines = value.split(/\r?\n/).map((line) => line.trim());
    const known = lines.length === 1 ? lines : lines.filter((line) => line.length >= MIN_SECRET_LENGTH);
    for (const secret of known) {
      if (secret.length < MIN_KNOWN_LENGTH) continue;
      forms
        .add(secret)
        .add(JSON.stringify(secret).slice(1, -1))
        .add(encodeURIComponent(secret.toWellFormed()));
    }
  }
  return [...forms].sort((a, b) => b.length - a.length);
}

/** Whether what goes by that name, of a variable, a header or an argument, is to be masked. */
export function isSecretName(name: string): boolean {
  return SECRET_KEY.test(name);
}

export function maskSecrets(text: string, secrets: readonly string[]): string {
  let masked = text;
  for (const secret of secrets) masked = masked.replaceAll(secret, MASK);
  return masked;
}

/** Masks a secret of which only the start is left at the end of a text that was cut. */
export function maskStartedSecret(text: string, secrets: readonly string[]): string {
  for (const secret of secrets) {
    for (let length = secret.length - 1; length > 0; length--) {
      if (text.endsWith(secret.slice(0, length))) return text.slice(0, -length) + MASK;
    }
  }
  return text;
}
