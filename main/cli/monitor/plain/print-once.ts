import { type Context, engineOf } from '../../context.ts';
import { type Figures, figuresOf } from '../figures.ts';
import { formatMonitor } from './format-monitor.ts';
import { reportOf } from './report.ts';

/** What stands now. */
export async function printOnce(context: Context, json: boolean): Promise<void> {
  const engine = await engineOf(context);
  const snapshot = await engine.call('snapshot', {});
  if (json) {
    const { servers } = await engine.call('metrics', {});
    context.terminal.print(JSON.stringify(reportOf(snapshot, servers, context.now()), null, 2));
  } else printTable(context, figuresOf(snapshot));
}

export function printTable({ terminal, now }: Context, figures: Figures): void {
  for (const line of formatMonitor(figures, now(), terminal.color)) terminal.print(line);
}
