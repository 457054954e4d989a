/** Variables of Signalbox that are no settings of the file. */
const RESERVED: ReadonlySet<string> = new Set([
  'SIGNALBOX_CONFIG',
  'SIGNALBOX_DEBUG',
  'SIGNALBOX_ENV',
  'SIGNALBOX_HOME',
  'SIGNALBOX_LOGIN_SHELL',
  'SIGNALBOX_MARK',
  'SIGNALBOX_NOTIFICATION_ID',
  'SIGNALBOX_RESOLVING_ENVIRONMENT',
  'SIGNALBOX_SECRET_KEY',
  'SIGNALBOX_TOKEN',
]);

/** `SIGNALBOX_ALERT_…` is told to the commands that channels run, `SIGNALBOX_TEST_…` to tests. */
export function isReserved(name: string): boolean {
  return RESERVED.has(name) || /^SIGNALBOX_(?:ALERT|TEST)_/.test(name);
}
