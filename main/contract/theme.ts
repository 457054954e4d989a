/** The colours of the window: those of the system, followed live, or always one of the two. Plain, for the window. */
export const THEMES = ['system', 'dark', 'light'] as const;
export type Theme = (typeof THEMES)[number];
