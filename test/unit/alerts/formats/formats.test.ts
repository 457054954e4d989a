import { expect, test } from 'vitest';
import { postable } from '#engine/alerts/formats/alertmanager.ts';
import { discordBody } from '#engine/alerts/formats/discord.ts';
import { htmlMail } from '#engine/alerts/formats/html-mail.ts';
import { slackBody } from '#engine/alerts/formats/slack.ts';
import { fillTemplate } from '#engine/alerts/formats/template.ts';
import { signBody, webhookBody } from '#engine/alerts/formats/webhook.ts';
import { fakeAlert } from '../../../fakes/alert.ts';
import { fakeNotification } from '../../../fakes/notification.ts';

const HOSTILE = fakeNotification({
  title: '<!channel> is "down" & out',
  body: 'see <https://evil.example|here> and [there](https://evil.example) *now* @everyone',
});

test('a Slack message calls nobody and links nowhere, whatever a server has said', () => {
  const { text, attachments } = JSON.parse(slackBody(HOSTILE, 'box'));
  expect(text).toBe('&lt;!channel&gt; is "down" &amp; out');
  expect(attachments[0].color).toBe('#d9541e');
  expect(attachments[0].blocks[0].text).toEqual({ type: 'plain_text', emoji: false, text: HOSTILE.body });
  expect(attachments[0].blocks[1].elements[0].text).toBe('error · Signalbox on box');
});

test('messages stay within what Slack and Discord take', () => {
  const long = fakeNotification({
    title: 't'.repeat(1000),
    body: 'b*'.repeat(5000),
    servers: Array.from({ length: 200 }, (_, index) => `server-${index}`),
  });
  const slack = JSON.parse(slackBody(long, 'box'));
  expect(slack.attachments[0].blocks[0].text.text).toHaveLength(3000);
  expect(slack.text).toHaveLength(300);
  const [embed] = JSON.parse(discordBody(long, 'box')).embeds;
  expect(embed.title).toHaveLength(256);
  expect(embed.fields[0].value).toHaveLength(1024);
  const total =
    embed.title + embed.description + embed.footer.text + embed.fields[0].name + embed.fields[0].value;
  expect(total.length).toBeLessThanOrEqual(6000);
});

test('a Discord message calls nobody and shows what a server has said as it is', () => {
  const { embeds, allowed_mentions } = JSON.parse(discordBody(HOSTILE, 'box'));
  expect(allowed_mentions).toEqual({ parse: [] });
  expect(embeds[0].description).toContain(String.raw`\[there\](https://evil.example) \*now\*`);
  expect(embeds[0].title).toContain(String.raw`\<!channel\>`);
});

test('what is over is green, however bad it was', () => {
  const over = fakeNotification({ kind: 'resolved', severity: 'critical' });
  expect(JSON.parse(slackBody(over, 'box')).attachments[0].color).toBe('#2f9e63');
});

test('a mail shows markup as text', () => {
  const html = htmlMail(HOSTILE, 'box');
  expect(html).toContain('&lt;!channel&gt; is &quot;down&quot; &amp; out');
  expect(html).not.toContain('<https');
});

test('a template keeps the type of what stands alone, and writes the rest as text', () => {
  const facts = { title: 'down', alerts: [{ message: 'm', value: 3 }], servers: ['a'], nothing: null };
  const template = {
    a: '{{ title }}',
    b: [
      '{{alerts.0.value}}',
      'is {{alerts.0.value}}',
      '{{alerts.1.value}}',
      '-{{alerts.1.value}}{{nothing}}-',
    ],
    c: { servers: '{{servers}}', text: 'on {{servers}}' },
    d: 7,
    '{{title}}': '{{constructor}}{{title.length}}',
  };
  expect(fillTemplate(template, facts)).toEqual({
    a: 'down',
    b: [3, 'is 3', null, '--'],
    c: { servers: ['a'], text: 'on ["a"]' },
    d: 7,
    '{{title}}': '',
  });
});

test('a webhook without a template gets the whole notification and the machine it comes from', () => {
  const notification = fakeNotification();
  expect(JSON.parse(webhookBody(notification, null, 'box'))).toEqual({ ...notification, host: 'box' });
});

test('the signature is of the second and the body', () => {
  // As `printf '1700000000.{}' | openssl dgst -sha256 -hmac sesame` has it.
  expect(signBody('{}', 'sesame', 1_700_000_000_999)).toBe(
    't=1700000000,v1=d3abd3f5600670832b9e0ff7116224a4ba4b043d1ef3a02836e89810336ec0cc',
  );
});

test('labels that are configured take the place of none of ours, and none is sent that Alertmanager refuses', () => {
  const { labels, annotations } = postable(fakeAlert({ server: null, cause: null }), {
    instance: 'box',
    labels: { alertname: 'mine', 'not a name': 'x', team: 'tools' },
    generatorUrl: null,
    endsAtMs: 0,
  });
  expect(labels).toEqual({
    alertname: 'high_cpu',
    severity: 'warning',
    type: 'high_cpu',
    instance: 'box',
    team: 'tools',
  });
  expect(annotations).not.toHaveProperty('cause');
});
