/** What is pointed at or has the focus: its lines stand out. */
export interface Pointed {
  /** Null means any. */
  readonly client: string | null;
  readonly server: string | null;
}
