/** The schema goes 6 deep; far deeper ones exhaust the stack of a parser. */
export const MAX_DEPTH = 64;
