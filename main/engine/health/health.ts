export { type HealthEvidence, NO_EVIDENCE, type RequestEvidence } from './evidence.ts';
export { judgeAll } from './judge-all.ts';
export { judgeServer, type Verdict } from './judge-server.ts';
export type { ProbeFacts, ServerFacts, UsageFacts } from './server-facts.ts';
