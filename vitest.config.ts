import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/runner/longest-first.ts';

/** A real child process on a busy machine may take its time; no test depends on being fast. */
const PROCESS_TEST_TIMEOUT_MS = 120_000;

export default defineConfig({
  test: {
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    // A test has its machine's PATH, not what the start-up files of its owner make of it, and shows its owner nothing.
    env: { SIGNALBOX_LOGIN_SHELL: 'none', DBUS_SESSION_BUS_ADDRESS: 'disabled:' },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.{ts,tsx}'],
          // Some have real files and timers; what passed at a second try is named at the end of npm test.
          retry: 1,
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'process',
          include: ['test/process/**/*.test.ts'],
          // They wait for processes more than they compute.
          maxWorkers: 5,
          // A shared machine may starve a child process: what passed at a second try is named at the end of npm test.
          retry: 1,
          testTimeout: PROCESS_TEST_TIMEOUT_MS,
          hookTimeout: PROCESS_TEST_TIMEOUT_MS,
        },
      },
    ],
  },
});
