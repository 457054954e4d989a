import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import { COPY_WORDS, useCopy } from './use-copy.ts';

/** Copies a text and says so for two seconds. */
export function CopyButton({ text, what }: { readonly text: string; readonly what: string }) {
  const { told, copy } = useCopy();
  return (
    <>
      <Button onClick={() => copy(text)} aria-label={told === 'ready' ? `Copy ${what}` : COPY_WORDS[told]}>
        <Icon name={told === 'copied' ? 'check' : 'copy'} size={14} />
        {told === 'ready' ? 'Copy' : COPY_WORDS[told]}
      </Button>
      <span className="visually-hidden" role="status">
        {COPY_WORDS[told]}
      </span>
    </>
  );
}
