import type { ShellPath } from '#contract/executable.ts';
import type { ServerView } from '#contract/server.ts';
import { Box } from '../../../parts/box.tsx';
import { CopyButton } from '../../../parts/copy-button.tsx';
import { useEngine, useServerPage } from '../../../store/stores.ts';
import { ServerLink } from '../server-link.tsx';
import css from './configuration.module.css';

/** What is run, from where, and how it was found. */
export function StartFacts({ server }: { readonly server: ServerView }) {
  const { command, executable, depends_on: dependsOn, location } = server;
  const folder = useServerPage((state) => state.detail?.working_folder);
  const loaded = useServerPage((state) => state.detail !== null);
  const shellPath = useEngine((state) => state.engine?.shell_path ?? null);
  const isLocal = location === 'local';
  return (
    <Box heading={isLocal ? 'What is started' : 'What is connected to'}>
      <dl className={css['facts']}>
        <Fact name={isLocal ? 'Command' : 'Address'} copy={command}>
          <code>{command}</code>
        </Fact>
        {executable !== null && (
          <Fact name="Executable" copy={executable.path}>
            <code>{executable.path}</code>
            {executable.manager !== null && <span className="dim"> of {executable.manager}</span>}
            {executable.real_path !== executable.path && (
              <span className="dim">
                {' '}
                → <code>{executable.real_path}</code>
              </span>
            )}
          </Fact>
        )}
        {isLocal && loaded && (
          <Fact name="Folder" copy={folder ?? null}>
            {folder === null || folder === undefined ? (
              <span className="dim">your home folder</span>
            ) : (
              <code>{folder}</code>
            )}
          </Fact>
        )}
        {isLocal && shellPath !== null && (
          <Fact name="PATH" copy={shellPath.folders.join(':')}>
            {pathWords(shellPath)}
          </Fact>
        )}
        {dependsOn.length > 0 && (
          <Fact name="Depends on" copy={null}>
            <span className={css['names']}>
              {dependsOn.map((name) => (
                <ServerLink key={name} name={name} />
              ))}
            </span>
          </Fact>
        )}
      </dl>
    </Box>
  );
}

function pathWords({ origin, shell, problem, folders }: ShellPath): string {
  const howMany = folders.length === 1 ? '1 folder' : `${folders.length} folders`;
  if (origin === 'login-shell')
    return `${howMany}, as the login shell${shell === null ? '' : ` ${shell}`} sets it`;
  return `${howMany}, as Signalbox was started with it${problem === null ? '' : `: ${problem}`}`;
}

interface Props {
  readonly name: string;
  readonly copy: string | null;
  readonly children: React.ReactNode;
}

function Fact({ name, copy, children }: Props) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <span className={css['value']}>{children}</span>
        {copy !== null && copy !== '' && <CopyButton text={copy} what={name} />}
      </dd>
    </div>
  );
}
