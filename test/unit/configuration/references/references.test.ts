// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references are written so

import { homedir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { maskConfiguration, parseConfiguration, planChanges } from '#engine/configuration/configuration.ts';
import { NOTHING_BESIDE, type ReadingContext } from '#engine/configuration/sources/reading-context.ts';
import { missingFailure } from '#engine/supervision/failure.ts';
import { secretArguments } from '#engine/supervision/supervision.ts';

const SECRET = 'ghp_veryPlainToken0123456789abcdefghijklmnopqrstuv';

/** Reads a file with one server, and what else it says. */
function read(server: object, beside: Partial<ReadingContext> = {}, rest: object = {}) {
  const text = JSON.stringify({ mcpServers: { github: { command: 'npx', ...server } }, ...rest }, null, 1);
  const context: ReadingContext = {
    ...NOTHING_BESIDE,
    secret: (name, kind) => (kind === 'secret' && name === 'github-token' ? SECRET : undefined),
    ...beside,
  };
  return parseConfiguration('/home/me/servers.json', text, context);
}

function good(...given: Parameters<typeof read>) {
  const result = read(...given);
  if (!result.ok) throw new Error(JSON.stringify(result.findings));
  const [server] = result.configuration.servers;
  if (server === undefined) throw new Error('there is no server');
  return { ...result.configuration, server };
}

describe('a reference in the configuration', () => {
  test('gives a server the secret, and the file keeps its name', () => {
    const { server, text, secrets, references } = good(
      {
        env: { TOKEN: '${secret:github-token}', BOTH: 'a ${secret:github-token}, b ${env:HERE}' },
        args: ['$${secret:github-token}', '${workspaceFolder}'],
      },
      { environment: { HERE: 'here' } },
    );
    expect(server.env).toEqual({ TOKEN: SECRET, BOTH: `a ${SECRET}, b here` });
    expect(server.args).toEqual(['${secret:github-token}', '${workspaceFolder}']);
    expect(server.references).toEqual({
      missing: [],
      secrets: [SECRET],
      written: {
        'env.TOKEN': '${secret:github-token}',
        'env.BOTH': 'a ${secret:github-token}, b ${env:HERE}',
      },
    });
    expect(text).not.toContain(SECRET);
    expect(secrets).toEqual([SECRET]);
    expect(references.map(({ kind, name, path }) => [kind, name, path.join('.')])).toEqual([
      ['secret', 'github-token', 'mcpServers.github.env.TOKEN'],
      ['secret', 'github-token', 'mcpServers.github.env.BOTH'],
      ['env', 'HERE', 'mcpServers.github.env.BOTH'],
    ]);
  });

  test('to a variable takes the environment before .env', () => {
    const variable = (value: string) => ({ value, line: 1, column: 1 });
    const envFile = {
      file: '/home/me/.env',
      variables: new Map([
        ['A', variable('from .env')],
        ['B', variable('from .env')],
      ]),
      faults: [],
    };
    const { server } = good(
      { env: { A: '${env:A}', B: '${env:B}' } },
      { envFile, environment: { A: 'from env' } },
    );
    expect(server.env).toEqual({ A: 'from env', B: 'from .env' });
  });

  test('of an input that may be seen is no secret, and that of a password is one', () => {
    const inputs = [{ id: 'project' }, { id: 'key', password: true }];
    const values: Record<string, string> = { project: 'my-project', key: 'my-key-value' };
    const { secrets } = good(
      { env: { PROJECT: '${input:project}', KEY: '${input:key}' } },
      { secret: (name, kind) => (kind === 'input' ? values[name] : undefined) },
      { inputs },
    );
    expect(secrets).toEqual(['my-key-value']);
  });

  test.each([
    ['${secret:other}', 'needs the secret other, which has no value: run signalbox secret set other'],
    ['${input:other}', 'needs the input other, which has no value: run signalbox secret set other --input'],
    ['${env:OTHER}', 'needs the variable OTHER, which is not set: set it in the environment, or in .env'],
  ])('to what has no value is told with its place, and the file still holds: %s', (written, says) => {
    const { server, findings } = good({ env: { TOKEN: written } });
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({
      severity: 'warning',
      line: 6,
      message: expect.stringContaining(says),
    });
    expect(findings[0]?.fix?.kind).toBe(written.includes('env:') ? undefined : 'set-secret');
    expect(server.references.missing).toHaveLength(1);
    expect(server.env).toEqual({ TOKEN: written });
  });

  test('to an address that has no value leaves the rest of the file readable', () => {
    const { server } = good({ command: undefined, type: 'http', url: '${secret:address}' });
    expect(server.references.missing).toEqual([{ kind: 'secret', name: 'address' }]);
  });

  test.each(['${secret:}', '${secret:has space}', '${input:a/b}', '${env:1A}', 'x ${secret:open'])(
    'with a name that can be none is an error: %s',
    (written) => {
      const result = read({ env: { TOKEN: written } });
      expect(result.ok ? [] : result.findings).toMatchObject([
        { key: 'mcpServers.github.env.TOKEN', message: expect.stringContaining('${secret:github-token}') },
      ]);
    },
  );

  test('where it stands for nothing is told', () => {
    const { findings } = good({ tools: { allow: ['${secret:github-token}'] } });
    expect(findings[0]?.message).toContain('stands for nothing here');
    const named = good({ env: { '${env:NAME}': 'x' } });
    expect(named.findings[0]?.message).toContain('is a name');
  });

  test('to a secret on a command line is warned about', () => {
    const { findings } = good({ args: ['--token', '${secret:github-token}'] });
    expect(findings).toMatchObject([
      { key: 'mcpServers.github.args.1', message: expect.stringContaining('put it into "env"') },
    ]);
  });

  test('is resolved in channels, exports and the ranking', () => {
    const { alerts, monitoring, gateway } = good(
      {},
      {},
      {
        alerts: {
          channels: { ops: { type: 'slack', url: 'https://hooks.example.com/${secret:github-token}' } },
        },
        monitoring: { otlp: { url: 'https://otlp.example.com', headers: { key: '${secret:github-token}' } } },
        gateway: {
          admin: {
            ranking: {
              kind: 'openai',
              url: 'https://api.example.com',
              model: 'm',
              key: '${secret:github-token}',
            },
          },
        },
      },
    );
    expect(alerts.channels.find(({ name }) => name === 'ops')).toMatchObject({
      url: `https://hooks.example.com/${SECRET}`,
    });
    expect(monitoring.otlp?.headers).toEqual({ key: SECRET });
    expect(gateway.admin?.ranking?.key).toBe(SECRET);
  });

  test('that has no value leaves out what needs it, and a channel says what it lacks', () => {
    const { alerts, monitoring, gateway } = good(
      {},
      {},
      {
        alerts: { channels: { ops: { type: 'slack', url: 'https://hooks.example.com/${secret:none}' } } },
        monitoring: { otlp: { url: '${secret:none}' } },
        gateway: {
          admin: { ranking: { kind: 'openai', url: 'https://a.example', model: 'm', key: '${secret:none}' } },
        },
      },
    );
    expect(alerts.channels.find(({ name }) => name === 'ops')?.missing).toEqual([
      { kind: 'secret', name: 'none' },
    ]);
    expect(monitoring.otlp).toBeNull();
    expect(gateway.admin).toMatchObject({ ranking: null });
  });

  test('is shown in the text of the file, and what stands beside it there is masked', () => {
    const shown = (value: string) => {
      const text = JSON.stringify({
        mcpServers: { one: { url: 'http://x.example', headers: { Authorization: value } } },
      });
      return JSON.parse(maskConfiguration(text, secretArguments)).mcpServers.one.headers.Authorization;
    };
    expect(shown('${secret:github-token}')).toBe('${secret:github-token}');
    expect(shown('Bearer ${secret:github-token}')).toBe('Bearer ${secret:github-token}');
    expect(shown('Bearer abcdef ${secret:github-token}')).toBe('•••');
  });

  test('is quoted as it is written by no finding, whatever is wrong with the value', () => {
    const long = { secret: () => SECRET };
    const wrong = [
      { type: 'http', url: '${secret:a}' },
      { headers: { 'X-A': '${secret:a}\n' }, url: 'http://x.example' },
      { cwd: '${secret:a}', health: { checks: [{ http: '${secret:a}' }] } },
    ];
    for (const server of wrong) {
      const result = read(server, long);
      const findings = result.ok ? result.configuration.findings : result.findings;
      expect(JSON.stringify(findings)).not.toContain(SECRET.slice(0, 12));
    }
  });

  test('that is set anew starts the server anew, and that of another leaves it alone', () => {
    const env = { TOKEN: '${secret:github-token}' };
    const before = good({ env });
    const rotated = good({ env }, { secret: () => 'another-value-of-it' });
    const withSecret = good({ env: { TOKEN: SECRET } });
    expect(planChanges(before, rotated).restart).toEqual(['github']);
    expect(planChanges(before, good({ env })).keep).toEqual(['github']);
    // Moved into the store: the process has the same environment as before.
    expect(planChanges(withSecret, before).update).toEqual(['github']);
  });

  test('to the home folder is ~ at the start of what a server is started with', () => {
    const { server } = good({
      command: '~/bin/server',
      args: ['~', '~/notes', 'a~b', '~other/x', '--path=~/x'],
      env: { DIR: '~/data', NAME: '~tilde' },
      cwd: '~/work',
    });
    expect(server.command).toBe(`${homedir()}/bin/server`);
    expect(server.args).toEqual([homedir(), `${homedir()}/notes`, 'a~b', '~other/x', '--path=~/x']);
    expect(server.env).toEqual({ DIR: `${homedir()}/data`, NAME: '~tilde' });
    expect(server.cwd).toBe(`${homedir()}/work`);
  });

  test('to a secret that can not be opened says why, and offers no setting that would be refused', () => {
    const says = "the secrets can't be opened: the key in the environment is not the one";
    const beside = { secret: () => undefined, secretsFault: { kind: 'closed', says } } as const;
    const { findings, server } = good({ env: { TOKEN: '${secret:k}', HERE: '${env:NOT_SET}' } }, beside);
    const [ofSecret, ofVariable] = findings;
    expect(ofSecret?.message).toBe(
      `mcpServers.github.env.TOKEN needs the secret k, which can't be read: ${says}; mend that, and start Signalbox anew`,
    );
    expect(ofSecret?.fix).toBeUndefined();
    expect(ofVariable?.message).toContain('which is not set: set it in the environment');
    const { problem } = missingFailure(server.references.missing.slice(0, 1));
    expect(problem.message).toBe("needs the secret k, which can't be read");
    expect(problem.fix).toContain("The secrets can't be opened: the key in the environment");
  });

  test('to a secret that was lost with its file says so, and that it has to be set again', () => {
    const says = 'the file of secrets was damaged and put aside as secrets.enc.damaged';
    const beside = { secret: () => undefined, secretsFault: { kind: 'lost', says } } as const;
    const [finding] = good({ env: { TOKEN: '${secret:k}' } }, beside).findings;
    expect(finding?.message).toContain(`no value any more: ${says}; run signalbox secret set k`);
    expect(finding?.fix).toMatchObject({ kind: 'set-secret', name: 'k' });
  });
});
