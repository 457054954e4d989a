import { NOTHING_BESIDE, parseConfiguration } from '#engine/configuration/configuration.ts';

const FILE = '/home/ada/servers.json';

/** What is told of a text, each finding in one line: place, then message. */
export function told(
  text: string,
  environment: Readonly<Record<string, string>> = {},
  file = FILE,
): readonly string[] {
  const result = parseConfiguration(file, text, { ...NOTHING_BESIDE, environment });
  const findings = result.ok ? result.configuration.findings : result.findings;
  return findings.map(({ severity, line, column, message }) => {
    return `${severity === 'warning' ? 'warning ' : ''}${line}:${column} ${message}`;
  });
}

/** A file with one server, `a`, whose entry begins on line 2 and has these keys beside its command. */
export function withKeys(keys: string): string {
  return `{ "mcpServers": { "a": {\n${keys},\n"command": "x" }, "b": { "command": "y" } } }`;
}
