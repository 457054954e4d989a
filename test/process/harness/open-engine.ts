import { onTestFinished } from 'vitest';
import { createEngine, type Engine } from '#engine/engine.ts';
import type { EnginePorts } from '#engine/ports.ts';
import type { Defer, Home } from './home.ts';
import { type Look, look } from './look.ts';

export interface OpenEngine extends Look {
  readonly engine: Engine;
  readonly call: Engine['call'];
}

/** An engine inside the test's own process, closed at the end. */
export async function openEngine(
  home: Home,
  {
    ports = {},
    defer = onTestFinished,
  }: { readonly ports?: Partial<EnginePorts>; readonly defer?: Defer } = {},
): Promise<OpenEngine> {
  const engine = await createEngine({
    places: home.places,
    configFile: home.file,
    version: '0.0.0',
    ports,
    http: { host: '127.0.0.1', port: 0, windowFolder: null },
    starter: null,
  });
  defer(() => engine.close({ force: true }));
  return { engine, call: engine.call, ...look(async () => engine.snapshot()) };
}
