import { Lamp } from '../parts/lamp.tsx';
import css from './no-access-page.module.css';

const HEADINGS = {
  missing: 'This page needs its key',
  refused: 'This page’s key is not valid',
};

const REASONS = {
  missing: 'Signalbox answers only to a page that was opened with the URL it printed at its start.',
  refused: 'The key belongs to another Signalbox, or a new one was made since this page was opened.',
};

/** Shown instead of everything when the engine would not answer this page. */
export function NoAccessPage({ why }: { readonly why: 'missing' | 'refused' }) {
  return (
    <main className={css['page']}>
      <div className={css['card']}>
        <h1>
          <Lamp lamp="warn" label={null} /> {HEADINGS[why]}
        </h1>
        <p>{REASONS[why]}</p>
        <p>
          Open the URL that <code>npm start</code> or <code>signalbox serve</code> printed in the terminal. It
          ends in <code>#token=…</code>.
        </p>
      </div>
    </main>
  );
}
