import { lazy, Suspense, useState } from 'react';
import { baseName } from '../../../format/base-name.ts';
import { Button } from '../../../parts/button.tsx';
import { Lamp } from '../../../parts/lamp.tsx';
import { useEditor, useStores } from '../../../store/stores.ts';
import css from './notes.module.css';

const TwoTexts = lazy(() => import('../text/two-texts.tsx'));

/** Somebody else changed the file while there are changes here: nothing is lost, and nothing goes on without a choice. */
export function Conflict() {
  const { editor } = useStores();
  const theirs = useEditor((state) => state.theirs);
  const text = useEditor((state) => state.text);
  const file = useEditor((state) => state.file) ?? '';
  const [isOpen, setOpen] = useState(false);
  if (theirs === null) return null;
  return (
    <section className={css['conflict']} aria-label="Changed meanwhile">
      <div className={css['note']} data-lamp="warn">
        <Lamp lamp="warn" label={null} />
        <p>
          <b>{baseName(file)} was changed by somebody else</b> while you were changing it here. Your text is
          kept until you choose.
        </p>
        <Button aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? 'Hide theirs' : 'See theirs'}
        </Button>
        <Button onClick={() => editor.takeTheirs()}>Take theirs</Button>
        <Button onClick={() => editor.keepMine()}>Keep mine</Button>
      </div>
      {isOpen && (
        <div className={css['texts']}>
          <Suspense fallback={<p className="dim">Comparing…</p>}>
            <TwoTexts before={theirs.text} after={text} words={['Theirs', 'Yours']} />
          </Suspense>
        </div>
      )}
    </section>
  );
}
