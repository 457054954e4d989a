import { Box } from '../../../parts/box.tsx';
import { CopyButton } from '../../../parts/copy-button.tsx';
import { useServerPage } from '../../../store/stores.ts';
import table from '../table.module.css';
import css from './configuration.module.css';

/** What the configuration adds to the environment. Secrets never reach this page. */
export function Environment() {
  const environment = useServerPage((state) => state.detail?.environment);
  return (
    <Box heading="Environment" aside={<span className="faint">beside what Signalbox has itself</span>}>
      {environment?.length === 0 && <p className={table['nothing']}>The configuration adds nothing to it.</p>}
      {environment !== undefined && environment.length > 0 && (
        <dl className={css['facts']}>
          {environment.map(({ name, value, masked }) => (
            <div key={name}>
              <dt>
                <code>{name}</code>
              </dt>
              <dd>
                <span className={css['value']}>
                  <code>{value}</code>
                  {masked && <span className="faint"> masked</span>}
                </span>
                {!masked && value !== '' && <CopyButton text={value} what={name} />}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Box>
  );
}
