// Does nothing but look at the clock; at the end of stdin tells the longest time, in milliseconds, that it was kept waiting.
const TICK_MS = 2;
let longestMs = 0;
let atMs = performance.now();

setInterval(() => {
  const nowMs = performance.now();
  longestMs = Math.max(longestMs, nowMs - atMs - TICK_MS);
  atMs = nowMs;
}, TICK_MS);
process.stdin.on('end', () => process.stdout.write(`${longestMs}\n`, () => process.exit(0))).resume();
process.stdout.write('ticking\n');
