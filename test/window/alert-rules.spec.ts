import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { lamp, serverRow } from './fixtures/dashboard.ts';
import { wellBehaved } from './fixtures/home.ts';
import { expect, test } from './fixtures/signalbox.ts';
import { violations } from './fixtures/violations.ts';

const CONFIGURATION = `{
  // What is told.
  "alerts": { "rules": { "slow": { "for": "5m" } } },
  "mcpServers": ${JSON.stringify({ memory: wellBehaved() })}
}
`;

test.use({ configuration: CONFIGURATION });

// biome-ignore lint/correctness/noEmptyPattern: nothing is started for a test that does not run
test.beforeEach(({}, testInfo) => {
  // biome-ignore lint/suspicious/noSkippedTests: forms of the page alone, which is the same in both shells
  test.skip(testInfo.project.name === 'electron', 'the same page');
});

test('a rule is changed in the window: what is wrong is told at its field, what it would have done on a chart, and the file has it', async ({
  page,
  home,
  complaints,
}) => {
  await expect(lamp(serverRow(page, 'memory'))).toHaveAccessibleName('healthy');
  await page.getByRole('button', { name: /^Alerts/ }).click();
  await page.getByRole('tab', { name: 'Rules' }).click();
  await page.getByRole('button', { name: /Memory is high/ }).click();
  const editor = page.getByRole('region', { name: 'Memory is high' });
  const figure = editor.getByRole('textbox', { name: 'Figure' });
  await expect(editor.getByRole('status').first()).toContainText('this rule would not have fired');
  await figure.fill('80%');
  await expect(editor).toContainText('must be a size such as "512MB"');
  await expect(figure).toHaveAttribute('aria-invalid', 'true');
  await figure.fill('1MB');
  await editor.getByRole('textbox', { name: 'For', exact: true }).fill('0s');
  await expect(editor).toContainText('this rule would have fired once');
  await expect(editor.getByRole('slider', { name: 'Memory: moment' })).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await editor.getByRole('button', { name: 'Save' }).click();
  const row = page.getByRole('listitem').filter({ hasText: 'high_memory' });
  await expect(row).toContainText('Memory: from 1 MB up');
  expect(await readFile(home.configFile, 'utf8')).toBe(
    CONFIGURATION.replace(
      '{ "for": "5m" }',
      '{ "for": "5m" }, "high_memory": { "above": "1MB", "for": "0s" }',
    ),
  );

  await editor.getByRole('button', { name: 'Back to Signalbox’s' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Take out' }).click();
  await expect(row).toContainText('Memory: from 1.02 GB up');
  expect(await readFile(home.configFile, 'utf8')).toBe(CONFIGURATION);
  await page.getByRole('switch', { name: 'Slower than usual (slow)' }).click();
  await expect(page.getByRole('switch', { name: 'Slower than usual (slow)' })).not.toBeChecked();
  expect(await readFile(home.configFile, 'utf8')).toContain('"slow": { "for": "5m", "enabled": false }');
  await editor.getByRole('button', { name: 'Close the editor' }).click();
  await expect(row.getByRole('button', { name: /Memory is high/ })).toBeFocused();
  // A browser writes down what the engine would not try.
  complaints.length = 0;
});

test('a channel is added in the window and sends a test; its secret never comes back', async ({
  page,
  home,
}) => {
  const bodies: string[] = [];
  const receiver = createServer((request, response) => {
    request.on('data', (part: Buffer) => bodies.push(part.toString()));
    request.on('end', () => response.writeHead(204).end());
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = receiver.address() as AddressInfo;
    await expect(lamp(serverRow(page, 'memory'))).toHaveAccessibleName('healthy');
    await page.getByRole('button', { name: /^Alerts/ }).click();
    await page.getByRole('tab', { name: 'Channels' }).click();
    await page.getByRole('button', { name: 'Add a channel' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('hook');
    await page.getByRole('textbox', { name: 'Address' }).fill(`http://127.0.0.1:${port}/t0ken`);
    await page.getByRole('textbox', { name: 'Secret' }).fill('hush');
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('button', { name: 'Send a test over hook' }).click();
    await expect(page.getByText(/^Test: .*204/)).toBeVisible();
    expect(bodies.join('')).toContain('"kind":"test"');

    await page.getByRole('button', { name: 'Change hook' }).click();
    await expect(page.getByRole('textbox', { name: 'Secret' })).toHaveValue('•••');
    await expect(page.getByRole('textbox', { name: 'Address' })).toHaveValue(`http://127.0.0.1:${port}/•••`);
    await page.getByRole('checkbox', { name: 'Send the summary of the day' }).check();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByText('when it is over, summary of the day')).toBeVisible();
    const { alerts } = JSON.parse((await readFile(home.configFile, 'utf8')).replace(/^\s*\/\/.*$/m, ''));
    expect(alerts.channels.hook).toEqual({
      type: 'webhook',
      url: `http://127.0.0.1:${port}/t0ken`,
      secret: 'hush',
      summary: true,
    });
  } finally {
    receiver.close();
  }
});
