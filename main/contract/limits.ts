/** A line of a server's stderr is cut here, with a mark that says how much was cut. */
export const LOG_LINE_MAX_BYTES = 64 * 1024;

/** A message on a server's stdout may be this long; a longer one is a protocol fault (the SDKs stop at 10 MiB). */
export const MESSAGE_MAX_BYTES = 16 * 1024 * 1024;

/** Letters, digits, dot, _ and -: what every client accepts and what a folder on every system may be called. */
export const SERVER_NAME_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
