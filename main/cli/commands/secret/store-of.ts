import type { Context } from '../../context.ts';
import { engineOf } from '../../context.ts';
import type { EngineClient } from '../../engine-client.ts';
import { NoEngineError } from '../../exit-codes.ts';

/** What the store of a home is without an engine. */
type Store = Awaited<ReturnType<typeof import('#engine/engine.ts')['openSecrets']>>;

/** By the engine that runs; else with the store itself, which is then nobody else's. */
export async function withSecrets<Result>(
  context: Context,
  by: {
    readonly engine: (engine: EngineClient) => Promise<Result>;
    readonly store: (store: Store) => Promise<Result>;
  },
): Promise<Result> {
  let engine: EngineClient;
  try {
    engine = await engineOf(context);
  } catch (error) {
    if (!(error instanceof NoEngineError)) throw error;
    return await direct(context, by.store);
  }
  return await by.engine(engine);
}

async function direct<Result>({ places }: Context, use: (store: Store) => Promise<Result>): Promise<Result> {
  // The engine is large, and a running one needs it not.
  const { openSecrets } = await import('#engine/engine.ts');
  const store = await openSecrets(places, process.env);
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}
