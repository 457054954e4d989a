import type { Notification } from '../notification.ts';
import { colourOf, kindWord } from './wording.ts';

/** For mail clients: styles within the elements, no picture, nothing to be fetched. */
export function htmlMail({ title, body, kind, severity }: Notification, host: string): string {
  const colour = `#${colourOf(kind, severity).toString(16).padStart(6, '0')}`;
  const paragraphs = body
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => `<p style="margin:0 0 8px">${escapeHtml(line)}</p>`)
    .join('');
  return [
    '<!doctype html><html><body style="margin:0;padding:16px;font:15px/1.5 system-ui,sans-serif;color:#1d2327">',
    `<div style="border-left:4px solid ${colour};padding:4px 0 4px 14px">`,
    `<p style="margin:0;color:#5c6670;font-size:13px">${escapeHtml(kindWord(kind, severity))}</p>`,
    `<h1 style="margin:0 0 10px;font-size:18px">${escapeHtml(title)}</h1>${paragraphs}</div>`,
    `<p style="color:#5c6670;font-size:13px">Signalbox on ${escapeHtml(host)}</p></body></html>`,
  ].join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
