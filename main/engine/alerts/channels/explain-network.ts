const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'it refused the connection: nothing listens there',
  ECONNRESET: 'it broke the connection',
  EPIPE: 'it broke the connection',
  ENOTFOUND: 'no name server knows its address',
  EAI_AGAIN: 'no name server can be asked for its address: this machine may be offline',
  EHOSTUNREACH: 'it can’t be reached over the network',
  ENETUNREACH: 'it can’t be reached over the network: this machine may be offline',
  ETIMEDOUT: 'it did not answer in time',
  DEPTH_ZERO_SELF_SIGNED_CERT:
    'its certificate is self-signed: add it to the system’s certificates, or to NODE_EXTRA_CA_CERTS',
  SELF_SIGNED_CERT_IN_CHAIN:
    'its certificate comes from an authority that is not known here: add that to the system’s certificates, or to NODE_EXTRA_CA_CERTS',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'its certificate comes from an authority that is not known here: add that to the system’s certificates, or to NODE_EXTRA_CA_CERTS',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  EPROTO: 'it does not speak TLS there: https needs a port that does',
};

/** A clause whose subject is the receiver. An error may hold others, or be caused by one: the first that is known tells. */
export function explainNetwork(error: unknown): string {
  return findWords(error) ?? (error instanceof Error ? error.message : String(error));
}

function findWords(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if (error instanceof AggregateError) {
    for (const one of error.errors) {
      const words = findWords(one);
      if (words !== null) return words;
    }
  }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const inside = findWords(error.cause);
  if (inside !== null) return inside;
  // Nodemailer writes ESOCKET over the code: the reason is in the text alone.
  if (code === 'ESOCKET') {
    const named = /\bE[A-Z]{4,}\b/.exec(error.message)?.[0] ?? '';
    const known = /self-signed/i.test(error.message) ? 'DEPTH_ZERO_SELF_SIGNED_CERT' : named;
    return WORDS[known] ?? `the connection broke: ${error.message}`;
  }
  return WORDS[code] ?? null;
}
