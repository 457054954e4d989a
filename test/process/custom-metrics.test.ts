import { expect, test } from 'vitest';
import { systemClock } from '#engine/ports.ts';
import { createCustomMetrics } from '#engine/telemetry/telemetry.ts';
import { makeHome } from './harness/home.ts';
import { openRoom } from './harness/room.ts';
import { until } from './harness/until.ts';

test('a server’s own command is run with its environment and its figures are kept, run after run', async () => {
  const home = await makeHome();
  const { processes } = await openRoom(home);
  const script = `echo "# TYPE notes_open gauge"; echo "notes_open{home=\\"$NOTES\\"} $(cat runs 2>/dev/null | wc -l)"; echo run >> runs`;
  const keeper = createCustomMetrics({
    clock: systemClock,
    servers: () => [
      {
        name: 'notes',
        config: {
          command: 'sh',
          args: ['-c', script],
          intervalMs: 1_000,
          timeoutMs: 60_000,
          maxBytes: 10_000,
        },
        env: { NOTES: 'mine' },
        cwd: home.folder,
        running: true,
      },
    ],
    run: processes.run,
    isSecret: () => false,
    secretsIn: () => [],
    onFault: (message) => {
      throw new Error(message);
    },
  });
  const seen = () => keeper.of('notes');
  await until(
    'its figures rise',
    () => (keeper.values('notes').get('custom:notes_open{home="mine"}') ?? 0) > 1,
    {
      seen,
    },
  );
  expect(seen()).toMatchObject({
    at: expect.any(String),
    metrics: [{ name: 'notes_open', type: 'gauge', labels: { home: 'mine' } }],
    error: null,
  });
  await keeper.close();
});
