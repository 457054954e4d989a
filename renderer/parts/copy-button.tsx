import { useEffect, useState } from 'react';
import { Button } from './button.tsx';
import { copyText } from './copy-text.ts';
import { Icon } from './icon.tsx';

type Told = 'ready' | 'copied' | 'refused';
const WORDS: Record<Told, string> = {
  ready: 'Copy',
  copied: 'Copied',
  refused: 'Copying is not allowed here',
};

/** Copies a text and says so for two seconds. */
export function CopyButton({ text, what }: { readonly text: string; readonly what: string }) {
  const [told, setTold] = useState<Told>('ready');
  useEffect(() => {
    if (told === 'ready') return undefined;
    const timer = setTimeout(() => setTold('ready'), 2000);
    return () => clearTimeout(timer);
  }, [told]);
  const copy = (): void => {
    void copyText(text).then((copied) => setTold(copied ? 'copied' : 'refused'));
  };
  return (
    <Button onClick={copy} aria-label={told === 'ready' ? `Copy ${what}` : WORDS[told]}>
      <Icon name={told === 'copied' ? 'check' : 'copy'} size={14} />
      {WORDS[told]}
    </Button>
  );
}
