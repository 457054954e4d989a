import { Menu } from '@mantine/core';
import { Button } from '../../parts/button.tsx';
import { Icon } from '../../parts/icon.tsx';
import { useEngine, useLogs, useStores } from '../../store/stores.ts';
import css from './logs.module.css';

/** Which servers' lines are shown; none chosen means all. */
export function ServerPicker() {
  const { logs } = useStores();
  const order = useEngine((state) => state.order);
  const chosen = useLogs((state) => state.choice.servers);
  // One that was removed from the configuration has lines still.
  const names = [...order, ...chosen.filter((name) => !order.includes(name))];
  const toggle = (name: string): void => {
    logs.choose({
      servers: chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name],
    });
  };
  return (
    <Menu
      closeOnItemClick={false}
      position="bottom-start"
      transitionProps={{ duration: 0 }}
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        <Button aria-label={`Servers: ${words(chosen)}`} className={css['picker'] ?? ''}>
          <span className={css['chosen']}>{words(chosen)}</span>
          <Icon name="down" size={12} />
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={css['servers'] ?? ''}>
        <Menu.CheckboxItem checked={chosen.length === 0} onChange={() => logs.choose({ servers: [] })}>
          All servers
        </Menu.CheckboxItem>
        <Menu.Divider />
        {names.map((name) => (
          <Menu.CheckboxItem key={name} checked={chosen.includes(name)} onChange={() => toggle(name)}>
            {name}
          </Menu.CheckboxItem>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function words(chosen: readonly string[]): string {
  if (chosen.length === 0) return 'All servers';
  return chosen.length <= 2 ? chosen.join(', ') : `${chosen.length} servers`;
}
