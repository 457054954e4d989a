import { Button } from '../../parts/button.tsx';
import { momentAt } from '../../parts/chart/plot/time-words.ts';
import { saveFile } from '../../parts/save-file.ts';
import { useCharts, useStores, useView } from '../../store/stores.ts';
import css from './charts.module.css';
import { RangePicker } from './range-picker.tsx';
import { seriesFile } from './series-file.ts';

interface Props {
  readonly servers: readonly string[];
  /** What else can be done with these charts. */
  readonly children?: React.ReactNode;
}

/** Which stretch of time the charts show, and what can be done with it. */
export function ChartBar({ servers, children }: Props) {
  const { charts, view } = useStores();
  const range = useView((state) => state.range);
  const span = useCharts((state) => state.span);
  const isZoomed = useCharts((state) => state.isZoomed);
  const pages = useCharts((state) => state.pages);
  const isLoading = useCharts((state) => state.isLoading);
  const length = span.toS - span.fromS;
  const save = (): void => {
    const shown = servers.flatMap((server) => pages.get(server) ?? []);
    saveFile(`${servers.join('-and-')}-figures.csv`, seriesFile(shown, span), 'text/csv');
  };
  return (
    <div className={css['bar']}>
      <RangePicker
        range={range}
        onChoose={(chosen) => {
          charts.unzoom();
          view.setState({ range: chosen });
        }}
      />
      {isZoomed && (
        <>
          <span className={css['zoom']}>
            {momentAt(span.fromS, length)} to {momentAt(span.toS, length)}
          </span>
          <Button look="quiet" className={css['small'] ?? ''} onClick={() => charts.unzoom()}>
            Whole range
          </Button>
        </>
      )}
      <span className={css['busy']} role="status">
        {isLoading ? 'Asking…' : ''}
      </span>
      <span className="grow" />
      {children}
      <Button
        look="quiet"
        className={css['small'] ?? ''}
        aria-label="Export the figures as CSV"
        why={pages.size === 0 ? 'Nothing is shown yet' : null}
        onClick={save}
      >
        CSV
      </Button>
    </div>
  );
}
