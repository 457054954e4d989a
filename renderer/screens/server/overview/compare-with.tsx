import { Menu } from '@mantine/core';
import { Button } from '../../../parts/button.tsx';
import { useEngine, useStores } from '../../../store/stores.ts';
import { visitCompare } from '../../../store/visits.ts';
import css from './overview.module.css';

/** Leads to the charts of this server and another one. */
export function CompareWith({ name }: { readonly name: string }) {
  const stores = useStores();
  const order = useEngine((state) => state.order);
  const others = order.filter((other) => other !== name);
  return (
    <Menu
      position="bottom-end"
      width={220}
      transitionProps={{ duration: 0 }}
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        <Button
          look="quiet"
          className={css['compare'] ?? ''}
          why={others.length === 0 ? 'There is no other server' : null}
        >
          Compare with…
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={css['others'] ?? ''}>
        {others.map((other) => (
          <Menu.Item key={other} onClick={() => visitCompare(stores, name, other)}>
            <span className={css['other']}>{other}</span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
