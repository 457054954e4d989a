import type { Finding } from '#contract/configuration-status.ts';
import { checkSurroundings, type Environment, loadConfiguration } from './configuration/configuration.ts';
import { worldOf } from './look-around.ts';
import { readingWithoutEngine } from './open-reading.ts';
import { systemClock } from './ports.ts';
import { openCommandFinder } from './process/process.ts';

/**
 * Findings in a configuration file and in the `.env` file beside it, in the order of the files, for `signalbox validate`:
 * first by its shape, and of a good one also whether what it names is there. Nothing is started but the login shell, which
 * is asked for its PATH.
 */
export async function validateFile(
  file: string,
  environment: Environment = process.env,
): Promise<readonly Finding[]> {
  const result = await loadConfiguration(file, await readingWithoutEngine(file, environment));
  if (!result.ok) return sorted(result.findings, file);
  const { configuration } = result;
  const commands = openCommandFinder({ clock: systemClock, environment });
  try {
    const around = await checkSurroundings(configuration, worldOf(commands));
    return sorted([...configuration.findings, ...around], file);
  } finally {
    await commands.close();
  }
}

/** What is about the file itself comes first. */
function sorted(findings: readonly Finding[], file: string): readonly Finding[] {
  const isBeside = (finding: Finding) => (finding.file === file ? 0 : 1);
  return [...findings].sort(
    (a, b) =>
      isBeside(a) - isBeside(b) || a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column,
  );
}
