import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import {
  formatOf,
  loadFormat,
  maskConfiguration,
  NOTHING_BESIDE,
  parseConfiguration,
  restoreConfiguration,
} from '#engine/configuration/configuration.ts';
import { secretArguments } from '#engine/supervision/supervision.ts';
import { faultOf } from './hold.ts';
import { REAL_JSON, REAL_YAML } from './real-files.ts';

/** What such files are made of, and what trips readers up. */
const SCRAPS: readonly string[] = [
  ...'{}[],:"\'#|>-?&*!%@`\\\n\t \r~=<$',
  ...[
    '\r\n',
    '  ',
    '- ',
    ': ',
    ' #',
    '//',
    '/*',
    '*/',
    '<<: ',
    '&a ',
    '*a',
    '*npx',
    '!!str ',
    '---\n',
    '...\n',
  ],
  ...[
    '%YAML 1.1\n',
    '|+\n',
    '>-\n',
    '"mcpServers"',
    'mcpServers:',
    '"command"',
    '"a": ',
    'null',
    'true',
    'yes',
  ],
  ...[
    '1e999',
    '-0',
    '0x1',
    '.5',
    '\\u0000',
    '\\ud800',
    '\u0000',
    '\uFEFF',
    '\u2028',
    '\u0085',
    '\ud800',
    '😀',
    '•••',
  ],
  ...[
    '$' + '{secret:x}',
    '$' + '{env:HOME',
    '__proto__',
    'constructor',
    '[['.repeat(40),
    '- '.repeat(70),
    '{a: '.repeat(40),
  ],
];

type Change =
  | { readonly kind: 'cut' | 'copy' | 'drop'; readonly at: number; readonly length: number }
  | { readonly kind: 'insert'; readonly at: number; readonly scrap: string }
  | { readonly kind: 'move'; readonly at: number; readonly length: number; readonly to: number }
  | { readonly kind: 'indent'; readonly at: number; readonly length: number };

const place = fc.double({ min: 0, max: 1, noNaN: true });
const length = fc.nat({ max: 60 });
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ kind: fc.constantFrom('copy', 'drop', 'cut'), at: place, length }),
  fc.record({ kind: fc.constant('insert'), at: place, scrap: fc.constantFrom(...SCRAPS) }),
  fc.record({ kind: fc.constant('move'), at: place, length, to: place }),
  fc.record({ kind: fc.constant('indent'), at: place, length: fc.nat({ max: 6 }) }),
);

function changed(text: string, one: Change): string {
  const at = Math.floor(one.at * text.length);
  switch (one.kind) {
    case 'cut':
      return text.slice(0, at);
    case 'drop':
      return text.slice(0, at) + text.slice(at + one.length);
    case 'copy':
      return text.slice(0, at + one.length) + text.slice(at);
    case 'insert':
      return text.slice(0, at) + one.scrap + text.slice(at);
    case 'move': {
      const rest = text.slice(0, at) + text.slice(at + one.length);
      const to = Math.floor(one.to * rest.length);
      return rest.slice(0, to) + text.slice(at, at + one.length) + rest.slice(to);
    }
    case 'indent': {
      const start = text.lastIndexOf('\n', at) + 1;
      return text.slice(0, start) + ' '.repeat(one.length) + text.slice(start).replace(/^ +/, '');
    }
  }
}

/** A real file that somebody has been at, or scraps alone; in either format, whatever it was written in. */
const broken = fc
  .tuple(
    fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom(REAL_JSON, REAL_YAML) },
      {
        weight: 1,
        arbitrary: fc.array(fc.constantFrom(...SCRAPS), { maxLength: 40 }).map((all) => all.join('')),
      },
      { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
    ),
    fc.array(change, { minLength: 1, maxLength: 6 }),
    fc.constantFrom('/servers.json', '/servers.yaml'),
  )
  .map(([text, changes, file]) => ({ file, text: changes.reduce(changed, text) }));

export interface Fuzzed {
  readonly texts: number;
  readonly refused: number;
  /** Processor time of the text that took longest. */
  readonly slowestMs: number;
}

/** Throws, with the seed and the smallest text, for one that is not dealt with as it should be. */
export async function fuzz(options: { readonly forMs: number; readonly slowMs: number }): Promise<Fuzzed> {
  await loadFormat('/servers.yaml');
  let texts = 0;
  let refused = 0;
  let slowestMs = 0;
  await fc.assert(
    fc.asyncProperty(broken, async ({ file, text }) => {
      // Others may have a turn in between.
      await setImmediate();
      const before = process.cpuUsage();
      const result = parseConfiguration(file, text, NOTHING_BESIDE);
      const format = formatOf(file);
      const masked = maskConfiguration(text, secretArguments, format);
      const { user, system } = process.cpuUsage(before);
      const tookMs = (user + system) / 1000;
      texts += 1;
      if (!result.ok) refused += 1;
      slowestMs = Math.max(slowestMs, tookMs);
      const fault = faultOf(text, result);
      if (fault !== null) throw new Error(fault);
      if (tookMs > options.slowMs) throw new Error(`it takes ${Math.round(tookMs)} ms`);
      if (!result.ok || text.startsWith('\uFEFF')) return;
      const restored = restoreConfiguration(masked, text, secretArguments, format);
      if (restored.text !== text) throw new Error('what was masked does not come back');
    }),
    { numRuns: 2 ** 31 - 1, interruptAfterTimeLimit: options.forMs, markInterruptAsFailure: false },
  );
  return { texts, refused, slowestMs };
}
