import type { EffectiveSetting } from '#contract/configuration-text.ts';

/** Where a value comes from, where that is not the file: it is to be changed there. */
export function originWords({ origin, from }: Pick<EffectiveSetting, 'origin' | 'from'>): string | null {
  switch (origin) {
    case 'env':
      return `From ${from ?? 'a variable'} in the environment, which goes before the file: change it there.`;
    case '.env':
      return `From ${from ?? '.env'}, which goes before the file: change it there.`;
    case 'default':
      return from === null ? null : `The default here: ${from}.`;
    case 'file':
      return null;
    default:
      return origin satisfies never;
  }
}
