import { Box } from '../../parts/box.tsx';
import { useEngine } from '../../store/stores.ts';
import css from './server.module.css';

/** For a server that is not in the configuration, or not any more: its page may be open when it is taken out. */
export function Gone({ name }: { readonly name: string }) {
  const file = useEngine((state) => state.configuration?.file);
  const known = useEngine((state) => state.engine !== null);
  if (!known) return null;
  return (
    <Box heading={name}>
      <div className={css['gone']} role="status">
        <h3>There is no server {name}</h3>
        <p>
          It is not in the configuration{file === undefined ? '' : `, ${file}`}. Should it come back, so does
          its page.
        </p>
        <p>
          <a href="#/">Back to the dashboard</a>
        </p>
      </div>
    </Box>
  );
}
