import { runTool } from './runner/run-tool.ts';

/** `npm run crossing`: what npm test does for ten seconds, for a minute. */
process.exitCode = await runTool(
  ['vitest', 'vitest'],
  ['run', '--project', 'process', '--retry', '0', 'test/process/gateway/nothing-crosses.test.ts'],
  { env: { SIGNALBOX_CROSSING_SECONDS: process.env['SIGNALBOX_CROSSING_SECONDS'] ?? '60' } },
);
