import { Modal } from '@mantine/core';
import { Button } from '../../parts/button.tsx';

interface Props {
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Adds a server to the configuration. */
export function AddServer({ opened, onClose }: Props) {
  return (
    <Modal.Root opened={opened} onClose={onClose} centered>
      <Modal.Overlay />
      <Modal.Content aria-label="Add a server">
        <Modal.Body>
          <h2>Add a server</h2>
          <Button onClick={onClose} data-autofocus>
            Close
          </Button>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
