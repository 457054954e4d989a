/**
 * The text of a desktop entry that runs `command` with some variables set, as the Desktop Entry Specification has it. Pure.
 */
export function autostartEntry(
  command: readonly string[],
  environment: readonly (readonly [name: string, value: string])[],
): string {
  const variables = environment.map(([name, value]) => `${name}=${value}`);
  const words = [...(variables.length === 0 ? [] : ['env', ...variables]), ...command];
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Signalbox',
    'Comment=Supervises the MCP servers on this machine',
    `Exec=${words.map(execWord).join(' ')}`,
    'Terminal=false',
    'StartupNotify=false',
    '',
  ].join('\n');
}

/** Whether a session's own settings have switched the entry off, in place of removing it. */
export function isSwitchedOff(entry: string): boolean {
  return /^(Hidden\s*=\s*true|X-GNOME-Autostart-enabled\s*=\s*false)\s*$/m.test(entry);
}

/** One argument of `Exec`: quoted, a per cent sign doubled, and then as every string of such a file a backslash doubled. */
function execWord(word: string): string {
  const plain = word.replaceAll('%', '%%');
  if (/^[\w@+=:,./%-]+$/.test(plain)) return plain;
  return `"${plain.replace(/["`$\\]/g, '\\$&')}"`.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}
