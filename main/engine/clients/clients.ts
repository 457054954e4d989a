/** The front of the room that knows the AI clients on this machine and reads what they have configured. */

/** INTERIM: replaced by the room's own. */
export interface ClientFiles {
  readonly none: null;
}
