import type { Session } from 'electron';

/** The only permission that a page of ours gets: to copy a log line when its owner clicks on "copy". */
const ALLOWED: ReadonlySet<string> = new Set(['clipboard-sanitized-write']);

/** Refuses camera, location and whatever else a page may ask for. */
export function restrictPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(ALLOWED.has(permission)));
  session.setPermissionCheckHandler((_contents, permission) => ALLOWED.has(permission));
}
