// Writes as many lines on stderr as its argument says, as fast as they are taken, then tells on stdout when it began
// and ended, in milliseconds since 1970.
const count = Number(process.argv[2]);
const BATCH = 500;
const now = () => performance.timeOrigin + performance.now();

const beganMs = now();
for (let line = 0; line < count; line += BATCH) {
  let text = '';
  for (let at = line; at < Math.min(count, line + BATCH); at++)
    text += `INFO ${String(at).padStart(9, '0')} a line of the usual length, with something to say about a request it served\n`;
  // Synchronous on files, and on pipes everywhere but on Windows.
  process.stderr.write(text);
}
process.stdout.write(JSON.stringify({ beganMs, endedMs: now() }));
