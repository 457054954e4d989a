import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import type { Finding } from '#contract/configuration-status.ts';
import { useEditor, useEngine, useKnown, useStores, useView } from '../../../store/stores.ts';
import { Form } from '../form/form.tsx';
import { Notes } from '../notes/notes.tsx';
import { PlanPanel } from '../plan/plan-panel.tsx';
import type { EditorHandle } from '../text/code-editor.tsx';
import type { Help } from '../text/complete.ts';
import css from './edit.module.css';
import { FindingsList } from './findings-list.tsx';
import { SetSecret } from './set-secret.tsx';
import { Toolbar } from './toolbar.tsx';
import { useMend } from './use-mend.ts';

/** CodeMirror is as large as the rest of the window: it comes when it is wanted. */
const CodeEditor = lazy(() => import('../text/code-editor.tsx'));

const NO_FINDINGS: readonly Finding[] = [];

/** The text of the file, a form of it, and what applying it does. */
export function EditTab() {
  const { editor, known } = useStores();
  const sides = useView((state) => state.editorSides);
  const server = useView((state) => state.editedServer);
  useEffect(() => editor.open(), [editor]);
  useEffect(() => known.open(server), [known, server]);
  const file = useEditor((state) => state.file);
  const problem = useEditor((state) => state.problem);
  const findings = useEditor((state) => state.check?.findings) ?? NO_FINDINGS;
  const [handle, setHandle] = useState<EditorHandle | null>(null);
  const [depths, setDepths] = useState({ undo: 0, redo: 0 });
  const [showsDifference, setShowsDifference] = useState(true);
  const help = useHelp();
  const { mend, asked, close } = useMend();
  if (file === null) return <p className={css['waiting']}>{problem ?? 'Reading the file…'}</p>;
  return (
    <>
      <Notes />
      <div className={css['columns']} data-sides={sides}>
        <section className={css['document']} aria-label="Document">
          <Toolbar
            handle={handle}
            depths={depths}
            showsDifference={showsDifference}
            onDifference={setShowsDifference}
          />
          <div className={css['body']}>
            <div className={css['text']} hidden={sides === 'form'}>
              <Suspense fallback={<p className={css['waiting']}>Opening the editor…</p>}>
                <CodeEditor
                  document={editor}
                  help={help}
                  showsDifference={showsDifference}
                  onReady={setHandle}
                  onDepths={setDepths}
                  onMend={mend}
                />
              </Suspense>
            </div>
            {sides === 'form' && <Form />}
          </div>
          {problem !== null && <p className={css['problem']}>It can’t be checked now: {problem}</p>}
          <FindingsList
            findings={findings}
            file={file}
            onGoTo={
              sides === 'form' || handle === null ? null : ({ line, column }) => handle.goTo(line, column)
            }
            onMend={mend}
          />
        </section>
        <div className={css['side']}>
          {sides === 'both' && (
            <section className={css['beside']} aria-label="Form">
              <Form />
            </section>
          )}
          <PlanPanel />
        </div>
      </div>
      <SetSecret asked={asked} onClose={close} />
    </>
  );
}

/** What completion and help in the text know. */
function useHelp(): Help {
  const format = useEditor((state) => state.format);
  const schema = useKnown((state) => state.schema);
  const secrets = useKnown((state) => state.secrets);
  const servers = useEngine((state) => state.order);
  return useMemo(() => ({ format, schema, secrets, servers }), [format, schema, secrets, servers]);
}
