/** What floats over the screen: nothing, the palette, or the question before all servers restart. */
export type Overlay = 'none' | 'palette' | 'restart-all';
