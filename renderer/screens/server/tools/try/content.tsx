import { useEffect, useRef, useState } from 'react';
import type { ResultPart } from './read-result.ts';
import css from './try.module.css';

export function Content({ part }: { readonly part: ResultPart }) {
  if (part.kind === 'image') return <Picture mimeType={part.mimeType} base64={part.base64} />;
  if (part.kind === 'text') return <pre className={css['text']}>{part.text}</pre>;
  return (
    <>
      <p className={css['part']}>{part.words}</p>
      {part.text !== '' && <pre className={css['text']}>{part.text}</pre>}
    </>
  );
}

/**
 * An image that a tool answered, painted on a canvas: the page's policy loads no image from an answer, and with a
 * canvas it need not.
 */
function Picture({ mimeType, base64 }: { readonly mimeType: string; readonly base64: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [told, setTold] = useState(mimeType);
  useEffect(() => {
    let gone = false;
    void paint(base64, mimeType).then(
      (image) => {
        const target = canvas.current;
        if (gone || target === null) return;
        target.width = image.width;
        target.height = image.height;
        target.getContext('2d')?.drawImage(image, 0, 0);
        setTold(`${mimeType}, ${image.width} × ${image.height}`);
      },
      () => {
        if (!gone) setTold(`${mimeType}, which can’t be shown here`);
      },
    );
    return () => {
      gone = true;
    };
  }, [base64, mimeType]);
  return (
    <figure className={css['picture']}>
      <canvas ref={canvas} width={0} height={0} role="img" aria-label="Image that the tool answered" />
      <figcaption className={css['part']}>{told}</figcaption>
    </figure>
  );
}

async function paint(base64: string, mimeType: string): Promise<ImageBitmap> {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return createImageBitmap(new Blob([bytes], { type: mimeType }));
}
