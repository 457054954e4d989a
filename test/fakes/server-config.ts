import type { ServerConfig } from '#engine/configuration/configuration.ts';

/** A stdio server with the documented defaults, but for what a test says. */
export function fakeServerConfig(name: string, but: Partial<ServerConfig> = {}): ServerConfig {
  return {
    name,
    transport: 'stdio',
    command: 'node',
    args: [],
    env: {},
    cwd: null,
    url: null,
    httpTransport: 'streamable-http',
    headers: {},
    disabled: false,
    start: 'auto',
    idleStopMs: null,
    keepRunning: false,
    dependsOn: [],
    restart: { policy: 'on-failure', successOn: [], preventOn: [], forceOn: [], withDependencies: false },
    limits: {
      memorySoftBytes: null,
      memoryHardBytes: null,
      cpuPercent: null,
      openFiles: null,
      processes: null,
      sustainedMs: 15_000,
    },
    instances: null,
    timeouts: {
      startMs: 30_000,
      installMs: 600_000,
      handshakeMs: 10_000,
      stdinCloseMs: 3_000,
      terminateMs: 5_000,
    },
    liveness: { intervalMs: 10_000, timeoutMs: 8_000, misses: 3, onHang: 'restart' },
    ...but,
  };
}
