/**
 * The desktop app's exit code when it could not start and has told its owner why: another start would fail alike.
 * Above those that Chromium itself ends with.
 */
export const DESKTOP_GAVE_UP = 70;
