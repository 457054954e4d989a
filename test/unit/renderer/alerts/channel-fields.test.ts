import { expect, test } from 'vitest';
import {
  channelChange,
  draftOfChannel,
  pointedInChannel,
} from '../../../../renderer/screens/alerts/channels/channel-fields.ts';

test('a form that nobody touched changes nothing of a channel, whatever is masked in it', () => {
  const hook = { type: 'webhook', url: 'https://a.example/•••', secret: '•••', headers: { 'X-Key': '•••' } };
  expect(channelChange('webhook', draftOfChannel('webhook', hook), hook)).toEqual({});
  const mail = { type: 'email', host: 'h', from: 'a@h', to: ['b@h', 'c@h'], secure: true, port: 465 };
  expect(channelChange('email', draftOfChannel('email', mail), mail)).toEqual({});
});

test('what was typed becomes lists, numbers, headers and JSON; what was emptied is taken out', () => {
  const mail = { type: 'email', host: 'h', from: 'a@h', to: 'b@h', secure: true };
  const draft = { ...draftOfChannel('email', mail), to: 'b@h, c@h', port: '2525', secure: false, host: 'h' };
  expect(channelChange('email', draft, mail)).toEqual({ to: ['b@h', 'c@h'], port: 2525, secure: null });
  const hook = { type: 'webhook', url: 'https://a.example', secret: '•••' };
  const changed = { ...draftOfChannel('webhook', hook), secret: '', headers: 'X-A: 1\nX-B: a: b' };
  expect(channelChange('webhook', { ...changed, template: '{ "text": "{{title}}" }' }, hook)).toEqual({
    secret: null,
    headers: { 'X-A': '1', 'X-B': 'a: b' },
    template: { text: '{{title}}' },
  });
  expect(() => channelChange('webhook', { ...changed, template: '{' }, hook)).toThrow(SyntaxError);
});

test('a refusal is told at the field that it is about', () => {
  expect(pointedInChannel('alerts.channels.my.ops.to.0 must be an address', 'my.ops')).toEqual({
    key: 'to',
    says: 'must be an address',
  });
  expect(pointedInChannel('alerts.channels.a b is no name', 'a b')).toEqual({
    key: null,
    says: 'It is no name',
  });
});
