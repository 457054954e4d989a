/** The front of the room that knows the AI clients on this machine, and reads what they have configured. */

export type { Draft } from './draft.ts';
export { type ClientFilesOptions, listClients, readAnyFile, showClientFile } from './list-clients.ts';
export { type Machine, machineOf } from './machine.ts';
export { hasMask, maskDraft, unmaskDraft } from './mask-draft.ts';
export { compareDraft, planImport, type ReadDraft } from './plan-import.ts';
export { readSnippet } from './snippet/read-snippet.ts';
