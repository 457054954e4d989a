import type { Notification } from '../notification.ts';
import { colourOf, cut, kindWord } from './wording.ts';

/** Of a section's text, by Slack's reference; a longer one is refused whole. */
const MOST_BODY_CHARS = 3000;
/** Longer ones are shortened by Slack itself, at a place of its own choice. */
const MOST_TITLE_CHARS = 300;

/**
 * An incoming webhook's message. The body is plain text, so that nothing in a message of a server is markup or calls
 * somebody; the title is escaped, as Slack wants it.
 */
export function slackBody(notification: Notification, host: string): string {
  const { title, body, severity, kind } = notification;
  const blocks = [
    {
      type: 'section',
      text: { type: 'plain_text', emoji: false, text: cut(body === '' ? title : body, MOST_BODY_CHARS) },
    },
    {
      type: 'context',
      elements: [
        { type: 'plain_text', emoji: false, text: `${kindWord(kind, severity)} · Signalbox on ${host}` },
      ],
    },
  ];
  return JSON.stringify({
    text: escapeSlack(cut(title, MOST_TITLE_CHARS)),
    attachments: [{ color: `#${colourOf(kind, severity).toString(16).padStart(6, '0')}`, blocks }],
  });
}

/** These three begin links, mentions and entities, by Slack's reference. */
function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
