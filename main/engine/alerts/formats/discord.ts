import type { Notification } from '../notification.ts';
import { colourOf, cut, kindWord } from './wording.ts';

/** By Discord's reference; all of an embed together may have 6,000 characters. */
const MOST = { title: 256, description: 4096, fieldValue: 1024 } as const;

/** A webhook's message: one embed that calls nobody, whatever a server says. */
export function discordBody(notification: Notification, host: string): string {
  const { title, body, severity, kind, servers, at } = notification;
  const field = { name: servers.length > 1 ? 'Servers' : 'Server', inline: true };
  return JSON.stringify({
    username: 'Signalbox',
    allowed_mentions: { parse: [] },
    embeds: [
      {
        title: cut(escapeMarkdown(title), MOST.title),
        description: cut(escapeMarkdown(body), MOST.description),
        color: colourOf(kind, severity),
        timestamp: at,
        fields:
          servers.length === 0
            ? []
            : [{ ...field, value: cut(escapeMarkdown(servers.join(', ')), MOST.fieldValue) }],
        footer: { text: cut(`${kindWord(kind, severity)} · Signalbox on ${host}`, MOST.title) },
      },
    ],
  });
}

function escapeMarkdown(text: string): string {
  return text.replaceAll(/[\\*_~`|<>#[\]]/g, (character) => `\\${character}`);
}
