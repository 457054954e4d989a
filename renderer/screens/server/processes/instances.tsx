import type { InstanceView } from '#contract/server.ts';
import { UNKNOWN } from '../../../format/quantity.ts';
import { STATE_LAMPS, stateName } from '../../../format/server-words.ts';
import { Box } from '../../../parts/box.tsx';
import { Lamp } from '../../../parts/lamp.tsx';
import { ScrollArea } from '../../../parts/scroll-area.tsx';
import table from '../table.module.css';

/** The processes that serve for a pooled server. */
export function Instances({ instances }: { readonly instances: readonly InstanceView[] }) {
  const ready = instances.filter(({ state }) => state === 'ready').length;
  return (
    <Box
      heading="Instances"
      className={table['short'] ?? ''}
      aside={
        <span className="faint">
          {ready} of {instances.length} ready
        </span>
      }
    >
      <ScrollArea label="List of instances">
        <table className={table['table']}>
          <thead>
            <tr>
              <th className={table['number']}>No.</th>
              <th>State</th>
              <th className={table['number']}>PID</th>
              <th className={table['number']}>In flight</th>
            </tr>
          </thead>
          <tbody>
            {instances.map(({ instance, state, pid, in_flight: inFlight }) => (
              <tr key={instance}>
                <td className={table['number']}>{instance}</td>
                <td>
                  <span className={table['state']}>
                    <Lamp lamp={STATE_LAMPS[state]} label={null} />
                    {stateName(state)}
                  </span>
                </td>
                <td className={table['number']}>{pid ?? UNKNOWN}</td>
                <td className={table['number']}>{inFlight}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollArea>
    </Box>
  );
}
