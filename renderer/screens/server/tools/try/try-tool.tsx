import { useMemo, useState } from 'react';
import type { ToolView } from '#contract/tool.ts';
import { Box } from '../../../../parts/box.tsx';
import { ScrollArea } from '../../../../parts/scroll-area.tsx';
import { useTries } from '../../../../store/stores.ts';
import type { ToolTry } from '../../../../store/tools/tries-store.ts';
import { Result } from './result.tsx';
import { TryForm } from './try-form.tsx';
import { TryList } from './try-list.tsx';

interface Props {
  readonly server: string;
  /** Undefined without any. */
  readonly tool: ToolView | undefined;
}

/** One tool to be called by hand: a form of its arguments, and what it answered. */
export function TryTool({ server, tool }: Props) {
  const all = useTries((state) => state.tries);
  const tries = useMemo(
    () => all.filter((one) => one.server === server && one.tool === tool?.name),
    [all, server, tool],
  );
  const [chosen, setChosen] = useState<number | null>(null);
  const shown = tries.find(({ id }) => id === chosen) ?? tries[0];
  /** A try whose arguments were taken over; a new number makes the form anew. */
  const [again, setAgain] = useState<{ readonly times: number; readonly from: ToolTry | null }>({
    times: 0,
    from: null,
  });
  if (tool === undefined) return <Box heading="Try">{null}</Box>;
  return (
    <Box heading={`Try ${tool.name}`}>
      <ScrollArea label={`Try ${tool.name}`}>
        <TryForm
          key={again.times}
          server={server}
          tool={tool}
          begin={again.from?.arguments ?? null}
          onStart={() => setChosen(null)}
        />
        {shown !== undefined && <Result attempt={shown} />}
        <TryList
          tries={tries}
          shown={shown?.id}
          onShow={setChosen}
          onAgain={(from) => setAgain(({ times }) => ({ times: times + 1, from }))}
        />
      </ScrollArea>
    </Box>
  );
}
