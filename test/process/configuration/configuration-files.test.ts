import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  loadConfiguration,
  NOTHING_BESIDE,
  writeConfigurationSchema,
  writeStarterConfiguration,
} from '#engine/configuration/configuration.ts';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-files-'));
  file = join(folder, 'servers.json');
});

afterEach(() => rm(folder, { recursive: true }));

async function told(): Promise<string> {
  const result = await loadConfiguration(file, NOTHING_BESIDE);
  return result.ok ? 'fine' : result.findings.map((finding) => finding.message).join();
}

test('a missing file is a finding', async () => {
  expect(await told()).toBe('the file is not there');
});

test('a folder in its place is a finding', async () => {
  await mkdir(file);
  expect(await told()).toBe('this is a folder');
});

test.skipIf(process.platform === 'win32')('a named pipe in its place does not hang the start', async () => {
  execFileSync('mkfifo', [file]);
  expect(await told()).toBe('this is no plain file');
});

test.skipIf(process.getuid?.() === 0)('a file that may not be read is a finding', async () => {
  await writeFile(file, '{}');
  await chmod(file, 0);
  expect(await told()).toBe("the file can't be read: its permissions forbid it");
});

test('a file of another encoding is a finding that names it', async () => {
  await writeFile(file, Buffer.from('\uFEFF{ "mcpServers": {} }', 'utf16le'));
  expect(await told()).toBe('the file is saved as UTF-16: save it as UTF-8');
  await writeFile(file, Buffer.from([0xff, 0xfe, 0, 0, 0x7b, 0, 0, 0]));
  expect(await told()).toBe('the file is saved as UTF-32: save it as UTF-8');
  const latin1 = Buffer.from('\uFEFF{ // \uFFFD\r\n  "mcpServers": {}, // ', 'utf8');
  await writeFile(file, Buffer.concat([latin1, Buffer.from([0xe4, 0x0a, 0x7d])]));
  const result = await loadConfiguration(file, NOTHING_BESIDE);
  expect(result.ok ? [] : result.findings).toMatchObject([
    {
      line: 2,
      column: 24,
      message: 'the file is not saved as UTF-8: here is its first byte that is none; save it as UTF-8',
    },
  ]);
  await writeFile(file, Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 0, 0xff]));
  expect(await told()).toBe('this is no text file, or one that is not saved as UTF-8');
  await writeFile(file, ' '.repeat(5 * 1024 * 1024));
  expect(await told()).toBe('the file is too large to be a configuration: 1,048,576 characters are the most');
});

test('the first configuration has a comment for each server, can be read, and is its owner’s alone', async () => {
  const deep = join(folder, 'new', 'servers.json');
  const starter = [
    {
      name: 'memory',
      comment: 'Keeps notes.',
      command: 'node',
      args: ['m.js', '--flag'],
      env: { FILE: 'C:\\x' },
    },
    { name: 'time', comment: 'Two\nlines.', command: 'node', args: [], cwd: '/srv' },
  ];
  expect(await writeStarterConfiguration(deep, starter)).toBe(true);
  const result = await loadConfiguration(deep, NOTHING_BESIDE);
  expect(result.ok && result.configuration.findings).toEqual([]);
  expect(result.ok && result.configuration.servers).toMatchObject([
    { name: 'memory', command: 'node', args: ['m.js', '--flag'], env: { FILE: 'C:\\x' } },
    { name: 'time', cwd: '/srv' },
  ]);
  const text = await readFile(deep, 'utf8');
  expect(text).toContain(
    '    // Keeps notes.\n    "memory": {\n      "command": "node",\n      "args": ["m.js", "--flag"],',
  );
  expect(text).toContain('    // Two\n    // lines.\n');
  expect((await stat(deep)).mode & 0o777).toBe(0o600);
  expect(await readdir(join(folder, 'new'))).toEqual(['servers.json']);
});

test('a configuration that is there is never overwritten', async () => {
  await writeFile(file, 'mine');
  expect(await writeStarterConfiguration(file, [])).toBe(false);
  expect(await readFile(file, 'utf8')).toBe('mine');
  expect(await readdir(folder)).toEqual(['servers.json']);
});

test('the schema for editors is put beside the file, where the first file looks for it, and written anew only when it differs', async () => {
  const onFault = (message: string) => expect.unreachable(message);
  await writeStarterConfiguration(file, []);
  await writeConfigurationSchema(folder, onFault);
  const { $schema } = JSON.parse((await readFile(file, 'utf8')).replace(/^\/\/.*$/gm, '')) as {
    $schema: string;
  };
  const schema = join(folder, $schema);
  const written = await stat(schema);
  await writeConfigurationSchema(folder, onFault);
  expect((await stat(schema)).ino).toBe(written.ino);
  await writeFile(schema, 'of another version');
  await writeConfigurationSchema(folder, onFault);
  expect(JSON.parse(await readFile(schema, 'utf8'))).toHaveProperty('properties.mcpServers');
});

test('a schema that can’t be written is told, and no more', async () => {
  const told: string[] = [];
  await writeConfigurationSchema(join(folder, 'not-there'), (message) => told.push(message));
  expect(told).toEqual([expect.stringContaining('could not be written')]);
});
