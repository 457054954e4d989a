import { existsSync } from 'node:fs';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the session's D-Bus listens, or why it is not used, in a sentence. */
export type SessionBus =
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'none'; readonly reason: string };

/**
 * Finds the bus of the person's session: by DBUS_SESSION_BUS_ADDRESS, else where systemd puts it. Never starts one, as
 * D-Bus's own libraries would with `autolaunch:`; `disabled:` is Debian's word for "none, and don't look for one".
 */
export function findSessionBus(
  environment: Environment,
  platform: NodeJS.Platform,
  userId: number | undefined,
): SessionBus {
  if (platform !== 'linux') return none(`notifications of the desktop app alone are shown on ${platform}`);
  const address = environment['DBUS_SESSION_BUS_ADDRESS'] ?? '';
  if (/^(disabled|autolaunch):/.test(address)) return none(`DBUS_SESSION_BUS_ADDRESS is ${address}`);
  if (address !== '') return { kind: 'address', address };
  const folder =
    environment['XDG_RUNTIME_DIR'] ?? (userId === undefined ? null : `/run/user/${String(userId)}`);
  if (folder !== null && existsSync(`${folder}/bus`)) {
    return { kind: 'address', address: `unix:path=${folder}/bus` };
  }
  return none('there is no session bus (DBUS_SESSION_BUS_ADDRESS is not set)');
}

function none(reason: string): SessionBus {
  return { kind: 'none', reason };
}
