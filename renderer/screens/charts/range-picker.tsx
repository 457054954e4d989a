import { useId } from 'react';
import { RANGES, type RangeName } from '../../store/charts/ranges.ts';
import css from './charts.module.css';

interface Props {
  readonly range: RangeName;
  readonly onChoose: (range: RangeName) => void;
}

/** How far back the charts go. One stop for Tab, as radio buttons are. */
export function RangePicker({ range, onChoose }: Props) {
  const group = useId();
  return (
    <fieldset className={css['ranges']}>
      <legend className="visually-hidden">How far back</legend>
      {RANGES.map(({ name, words }) => (
        <label key={name} className={css['range']}>
          <input
            type="radio"
            className={css['radio']}
            name={group}
            checked={name === range}
            onChange={() => onChoose(name)}
          />
          <span>{words}</span>
        </label>
      ))}
    </fieldset>
  );
}
