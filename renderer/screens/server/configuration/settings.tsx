import { Box } from '../../../parts/box.tsx';
import { useServerPage } from '../../../store/stores.ts';
import css from './configuration.module.css';

/** Every setting in force, also those that the file leaves at their default. */
export function Settings() {
  const settings = useServerPage((state) => state.detail?.settings);
  if (settings === undefined) return null;
  return (
    <Box heading="Settings in force" aside={<span className="faint">from the file, else the default</span>}>
      <dl className={css['settings']}>
        {Object.entries(settings).map(([key, text]) => (
          <div key={key}>
            <dt>{key}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </Box>
  );
}
