/**
 * The front of the room that keeps the configuration: the file and what runs in step with it, backups and the history of
 * changes, and the way back.
 */

export { keepConfiguration } from './keep-configuration.ts';
export type { Applied, ChangeBy, ConfigurationKeeper } from './keeper.ts';
