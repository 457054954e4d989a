import { systemClock } from '../../../main/engine/ports.ts';
import { createTreeSampler } from '../../../main/engine/process/sampling/sample-trees.ts';

/** Samples the tree of init as a user without rights, and prints what it finds of init itself. */
const NOBODY = 65_534;

const sampler = createTreeSampler(systemClock, new Map());
if (process.getuid?.() === 0) process.seteuid?.(NOBODY);
const sample = (await sampler.sample(new Map([['init', 1]]))).get('init');
sampler.close();
process.stdout.write(
  JSON.stringify({
    figures: sample?.figures.get(1),
    sum: { read_bytes: sample?.usage.read_bytes },
  }),
);
