import { expect, it } from 'vitest';
import { launchKey } from '../../../../main/engine/supervision/ways/launch-key.ts';
import { fakeServerConfig } from '../../../fakes/server-config.ts';

it('is the same for as long as a server is launched in the same way, whatever else is changed', () => {
  const config = fakeServerConfig('a', { env: { A: '1', B: '2' } });
  const key = launchKey(config);
  expect(launchKey({ ...config, env: { B: '2', A: '1' }, idleStopMs: 5, share: 'per-client' })).toBe(key);
  for (const but of [{ args: ['-x'] }, { env: { A: '1', B: '3' } }, { headers: { A: '1' } }, { cwd: '/' }])
    expect(launchKey({ ...config, ...but })).not.toBe(key);
});

it('shows nothing of what it is made of', () => {
  expect(launchKey(fakeServerConfig('a', { env: { TOKEN: 'hunter2' } }))).toMatch(/^[0-9a-f]{32}$/);
});
