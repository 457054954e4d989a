import { expect, test } from 'vitest';
import type { OfferedTool } from '#engine/gateway/admin/admin-server.ts';
import { openAdmin } from './open-admin.ts';

function tool(name: string, description: string, parameters: readonly string[] = []): OfferedTool {
  const properties = Object.fromEntries(parameters.map((parameter) => [parameter, { type: 'string' }]));
  const server = name.split('__')[0] ?? '';
  return { name, server, title: null, description, schema: { type: 'object', properties } };
}

const tools = [
  tool('files__read_text_file', 'Read the complete contents of a file', ['path']),
  tool('files__searchFiles', 'Gives what matches a pattern', ['path', 'pattern']),
  tool('memory__create_entities', 'Create entities in the knowledge graph', ['entities']),
  tool('chart__draw_bar_chart', 'Draws bars', ['data']),
  tool('signalbox__read_configuration', 'Read the text of the configuration file'),
  tool('weather__forecast', 'Rain and temperature of the next days', ['city_name']),
];
const names = (result: { structuredContent?: Record<string, unknown> }) =>
  ((result.structuredContent?.['tools'] ?? []) as { name: string }[]).map(({ name }) => name);

test.each([
  ['Please read me the files', 'files__read_text_file'],
  ['searching for something', 'files__searchFiles'],
  ['which CITY is meant?', 'weather__forecast'],
  ['plot something', 'chart__draw_bar_chart'],
  ['remember my birthday', 'memory__create_entities'],
])('"%s" finds %s first', async (prompt, expected) => {
  const result = await openAdmin({ tools }).use('analyze_prompt', { prompt });
  expect(names(result)[0]).toBe(expected);
});

test("a tool in the prompt's own words goes before one in other words for the same", async () => {
  const alike = [tool('a__modify_text', ''), tool('b__edit_text', ''), tool('c__read', '')];
  const result = await openAdmin({ tools: alike }).use('analyze_prompt', { prompt: 'edit the text' });
  expect(names(result)).toEqual(['b__edit_text', 'a__modify_text']);
});

test('the client sees from then on what was found, and all after show_all_tools', async () => {
  const { use, narrowed } = openAdmin({ tools });
  const found = await use('analyze_prompt', { prompt: 'read a file', max_tools: 1 });
  expect(found.structuredContent).toMatchObject({ narrowed: true, hidden: 4, method: 'words', note: null });
  expect(narrowed).toEqual([['files__read_text_file']]);
  expect((await use('show_all_tools')).structuredContent).toEqual({ tools: 6 });
  expect(narrowed).toEqual([['files__read_text_file'], null]);
});

test('nothing is hidden when the client only asks, or when nothing fits', async () => {
  const { use, narrowed } = openAdmin({ tools });
  await use('analyze_prompt', { prompt: 'read a file', narrow: false });
  const none = await use('analyze_prompt', { prompt: 'xylophone' });
  expect(none.structuredContent).toEqual({
    tools: [],
    method: 'words',
    note: null,
    narrowed: false,
    hidden: 0,
  });
  expect(none.content[0]?.text).toBe('No tool fits; all stay visible.');
  expect(narrowed).toEqual([]);
});
