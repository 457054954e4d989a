import type { RegisterEntry } from '#contract/register.ts';
import type { Notice } from '../ports.ts';

/**
 * The notice that an entry of the register is worth, or null for the many that are not. Told is what an owner can't be
 * without: a server went down, it is back, it passes a limit or is about to.
 */
export function noticeOf(entry: RegisterEntry): Notice | null {
  const { server, kind, text, id } = entry;
  if (server === null) return null;
  const about = { id: String(id), server, actions: [] };
  switch (kind) {
    case 'went-down':
    case 'hung':
      return { title: `${server} is down`, body: text, ...about, urgency: 'normal' };
    case 'crash-loop':
      return { title: `${server} keeps going down`, body: text, ...about, urgency: 'critical' };
    case 'near-limit':
      return { title: `${server} comes near a limit`, body: text, ...about, urgency: 'normal' };
    case 'limit':
      return { title: `${server} passed a limit`, body: text, ...about, urgency: 'normal' };
    case 'failed':
      return { title: `${server} can't start`, body: text, ...about, urgency: 'critical' };
    case 'back':
      return { title: `${server} is back`, body: text, ...about, urgency: 'normal' };
    default:
      return null;
  }
}
