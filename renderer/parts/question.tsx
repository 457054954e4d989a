import { Modal } from '@mantine/core';
import { Button } from './button.tsx';
import css from './question.module.css';

interface Props {
  readonly opened: boolean;
  readonly question: string;
  /** The word on the button that does it. */
  readonly yes: string;
  /** Why it can't be done now. */
  readonly why?: string | null;
  readonly onYes: () => void;
  readonly onClose: () => void;
  /** What it does, before it is done. */
  readonly children: React.ReactNode;
}

/** Asks before something is done that can't be undone. The focus stands on Cancel. */
export function Question({ opened, question, yes, why = null, onYes, onClose, children }: Props) {
  return (
    <Modal.Root opened={opened} onClose={onClose} centered>
      <Modal.Overlay />
      <Modal.Content aria-label={question}>
        <Modal.Body>
          <div className={css['body']}>
            <h2>{question}</h2>
            {children}
            <div className={css['buttons']}>
              <Button onClick={onClose} data-autofocus>
                Cancel
              </Button>
              <Button
                look="primary"
                why={why}
                onClick={() => {
                  onClose();
                  onYes();
                }}
              >
                {yes}
              </Button>
            </div>
          </div>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
