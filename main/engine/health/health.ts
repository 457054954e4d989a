export {
  type CheckedServer,
  createDependencyChecks,
  type DependencyChecks,
  type DependencyChecksOptions,
} from './dependencies/dependency-checks.ts';
export { type HealthEvidence, NO_EVIDENCE, type RequestEvidence } from './evidence.ts';
export { judgeAll } from './judge-all.ts';
export { type EngineFacts, judgeEngine, readOpenFilesLimit } from './judge-engine.ts';
export { judgeServer, type Verdict } from './judge-server.ts';
export { judgeWhole } from './judge-whole.ts';
export { count, sayBytes, sayDuration, sayShare } from './score/wording.ts';
export type { ProbeFacts, ServerFacts, UsageFacts } from './server-facts.ts';
export type { SystemFacts } from './system/system-facts.ts';
export { SYSTEM_NETWORK } from './system/watch-network.ts';
export { createSystemWatch, type SystemWatch, type SystemWatchOptions } from './system/watch-system.ts';
