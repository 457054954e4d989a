/**
 * The front of the room that keeps the configuration: the file and what runs in step with it, backups and the history of
 * changes, and the way back.
 */

export type { Backups } from './backups/backups.ts';
export type { ChangeLog } from './change-log.ts';
export { type ConfigurationHistory, keepHistory } from './history/keep-history.ts';
export { viewVersion } from './history/view-version.ts';
export { type Integrity, openIntegrity } from './integrity/open-integrity.ts';
export { keepConfiguration } from './keep-configuration.ts';
export type { Applied, ChangeBy, ConfigurationKeeper } from './keeper.ts';
