import { z } from 'zod';

/**
 * Where a server is in its life, as the window, the API and the files name it. Health is separate: a server can be
 * `ready` and unhealthy.
 *
 * - `stopped`: not wanted now: disabled in the file, stopped by its owner, or on demand and not in use
 * - `waiting`: wanted, and held back: for what it depends on, or for its turn to start
 * - `starting`: a process is there and the handshake is not done
 * - `ready`: the handshake is done and requests can be answered
 * - `stopping`: the stop ladder is running
 * - `backing-off`: it went down; the next start has a time
 * - `crash-looping`: it went down too often; trials are rare until somebody acts
 * - `failed`: it can't start as configured; tried again when its file, PATH or configuration changes
 */
export const ServerState = z.enum([
  'stopped',
  'waiting',
  'starting',
  'ready',
  'stopping',
  'backing-off',
  'crash-looping',
  'failed',
]);
export type ServerState = z.infer<typeof ServerState>;

/** The verdict on a server. `unknown` means that there is no evidence, never that nothing was found. */
export const Health = z.enum(['healthy', 'degraded', 'unhealthy', 'unknown']);
export type Health = z.infer<typeof Health>;

/**
 * The lamp for a server or for all of them. Each differs by shape as well as by colour:
 * ok is round, warn a diamond, bad a square, off a ring, info a triangle.
 */
export const Lamp = z.enum(['ok', 'warn', 'bad', 'off', 'info']);
export type Lamp = z.infer<typeof Lamp>;

/** The lamps' shapes as characters, for menus and terminals. */
export const LAMP_GLYPHS: Readonly<Record<Lamp, string>> = {
  ok: '●',
  warn: '◆',
  bad: '■',
  off: '○',
  info: '▲',
};

/** Which of the two families of MCP revisions a server speaks: up to 2025-11-25, or from 2026-07-28 on. */
export const Era = z.enum(['legacy', 'modern']);
export type Era = z.infer<typeof Era>;
