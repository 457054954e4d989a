import { expect, test } from 'vitest';
import { ancestorNames } from '../../../main/runtime/ancestors.ts';
import { detectRuntime, type StartEvidence } from '../../../main/runtime/detect-runtime.ts';

const nothing: StartEvidence = {
  shell: 'headless',
  environment: {},
  isTerminal: false,
  ancestors: ['npm', 'sh'],
  parentPid: 4711,
};

test.each<[string, Partial<StartEvidence>, string, string]>([
  ['the desktop app', { shell: 'desktop' }, 'desktop', 'this is the desktop app'],
  ['a terminal', { isTerminal: true }, 'terminal', 'a terminal is attached'],
  ['a terminal in an editor', { isTerminal: true, ancestors: ['bash', 'code'] }, 'terminal', 'a terminal'],
  ['a client', { ancestors: ['sh', 'claude'] }, 'mcp-client', 'it descends from claude'],
  ['a client by its variables', { environment: { CLAUDECODE: '1' } }, 'mcp-client', 'CLAUDECODE is set'],
  ['systemd', { environment: { INVOCATION_ID: 'a1' } }, 'service', 'systemd started it'],
  [
    'launchd',
    { environment: { XPC_SERVICE_NAME: 'app.signalbox' } },
    'service',
    'launchd started it as app.signalbox',
  ],
  ['launchd for nobody', { environment: { XPC_SERVICE_NAME: '0' } }, 'other', 'neither a client nor'],
  ['the first process', { parentPid: 1 }, 'service', 'its parent is the first process'],
  ['nobody known', {}, 'other', 'neither a client nor a service manager is seen'],
  [
    'whoever says so',
    { isTerminal: true, environment: { SIGNALBOX_STARTED_BY: 'Service' } },
    'service',
    'SIGNALBOX_STARTED_BY is service',
  ],
  [
    'a variable with a slip',
    { environment: { SIGNALBOX_STARTED_BY: 'serivce' } },
    'other',
    'neither a client',
  ],
])('%s is told from how it was started', (_name, evidence, startedBy, why) => {
  const facts = detectRuntime({ ...nothing, ...evidence });
  expect(facts.started_by).toBe(startedBy);
  expect(facts.why[0]).toContain(why);
});

test('development is what SIGNALBOX_ENV says, else NODE_ENV, and changes defaults alone', () => {
  const facts = (environment: StartEvidence['environment']) => detectRuntime({ ...nothing, environment });
  expect(facts({}).mode).toBe('production');
  expect(facts({}).defaults).toEqual({});
  expect(facts({ NODE_ENV: 'development' })).toMatchObject({
    mode: 'development',
    why: [expect.any(String), 'NODE_ENV is development'],
    defaults: { 'monitoring.profiling': true },
  });
  expect(facts({ NODE_ENV: 'development', SIGNALBOX_ENV: 'production' }).mode).toBe('production');
  expect(facts({ NODE_ENV: 'test' }).mode).toBe('production');
});

test('a service logs for programs, unless somebody says otherwise', () => {
  const { defaults } = detectRuntime({ ...nothing, environment: { INVOCATION_ID: 'a1' } });
  expect(defaults).toEqual({ 'logging.format': 'json' });
});

test.runIf(process.platform === 'linux')('the names of the processes above this one are read', () => {
  expect(ancestorNames(process.pid)[0]).toMatch(/node|MainThread/);
  expect(ancestorNames(1)).toEqual([]);
  expect(ancestorNames(4_194_304 + 1)).toEqual([]);
});
