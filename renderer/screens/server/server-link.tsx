import { Lamp } from '../../parts/lamp.tsx';
import { serverNamed } from '../../store/engine-store.ts';
import { serverHash } from '../../store/place.ts';
import { useEngine } from '../../store/stores.ts';
import css from './server.module.css';

/** Another server by name, with its lamp; leads to its page. */
export function ServerLink({ name }: { readonly name: string }) {
  const lamp = useEngine((state) => serverNamed(state, name)?.lamp);
  return (
    <a className={css['link']} href={serverHash(name)}>
      <Lamp lamp={lamp ?? 'off'} />
      {name}
    </a>
  );
}
