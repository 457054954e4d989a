import { defineConfig } from '@playwright/test';

/** Chromium's flags: no sandbox because it may run as root, and nothing that reaches out to the network by itself. */
const CHROMIUM_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * What crosses the bridge and what the shell does itself: all that npm test runs there. `npm run test:electron` runs the rest
 * too, where the page is the same as in the browser.
 */
const WHAT_CROSSES_THE_BRIDGE = /(?:desktop-\w+|dashboard)\.spec\.ts$/;

/**
 * The same specs run twice: in Chromium against the headless shell, and in the desktop shell through Electron's
 * launcher. A spec takes its window from the fixtures, which look at the project's name.
 */
export default defineConfig({
  testDir: 'test/window',
  outputDir: 'test-results',
  // Each has its engine and its home to itself.
  workers: 2,
  // What passed at a second try only is named at the end of npm test.
  retries: 1,
  timeout: 120_000,
  expect: { timeout: 30_000 },
  forbidOnly: Boolean(process.env['CI']),
  // The JSON report goes where PLAYWRIGHT_JSON_OUTPUT_FILE says.
  reporter: process.env['PLAYWRIGHT_JSON_OUTPUT_FILE'] ? [['list'], ['json']] : [['list']],
  use: {
    headless: true,
    launchOptions: {
      executablePath: process.env['SIGNALBOX_CHROMIUM'] ?? '/usr/bin/chromium',
      args: CHROMIUM_ARGS,
    },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
  },
  projects: [
    // One desktop at a time: its windows share a display and a bus. First, so that the other worker is busy beside it.
    {
      name: 'electron',
      workers: 1,
      ...(process.env['SIGNALBOX_BRIDGE_ALONE'] ? { testMatch: WHAT_CROSSES_THE_BRIDGE } : {}),
    },
    // Tray, notifications and the window as such are the desktop shell's alone.
    { name: 'headless', testIgnore: '**/desktop-*.spec.ts' },
  ],
});
