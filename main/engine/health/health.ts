export { judgeAll } from './judge-all.ts';
export { judgeServer, type ServerFacts, type Verdict } from './judge-server.ts';
