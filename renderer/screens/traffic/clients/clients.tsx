import { ScrollArea } from '../../../parts/scroll-area.tsx';
import { useTraffic } from '../../../store/stores.ts';
import { Attach } from './attach.tsx';
import { Attached } from './attached.tsx';
import css from './clients.module.css';
import { Tokens } from './tokens.tsx';

/** Who is attached, how to attach another, and the tokens of clients. */
export function Clients() {
  const empty = useTraffic(({ traffic }) => traffic?.clients.length === 0 && traffic.flows.length === 0);
  return (
    <ScrollArea label="Clients and their tokens">
      <div className={css['parts']}>
        <Attached />
        <Tokens />
        {/* On an empty screen it stands above already. */}
        {!empty && <Attach heading="Attach a client" />}
      </div>
    </ScrollArea>
  );
}
