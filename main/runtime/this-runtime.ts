import type { RuntimeFacts } from '#contract/runtime-facts.ts';
import { ancestorNames } from './ancestors.ts';
import { detectRuntime } from './detect-runtime.ts';

/** How this very process came to be started. For a shell, once, at its start. */
export function thisRuntime(shell: 'desktop' | 'headless'): RuntimeFacts {
  return detectRuntime({
    shell,
    environment: process.env,
    isTerminal: process.stdin.isTTY === true || process.stdout.isTTY === true,
    ancestors: ancestorNames(),
    parentPid: process.ppid,
  });
}
