import type { MeasuredSeries } from '@binnacle/api';
import { useState, type PointerEvent } from 'react';
import { formatClock } from '../../ui/format.ts';
import classes from './analysis.module.css';
import { chartDomain, linePath, valueAt, type ChartDomain } from './chart-domain.ts';

export interface PairChartProps {
  /** What it shows, for who does not see it. */
  label: string;
  lines: readonly { role: 'new' | 'stable'; title: string; series: MeasuredSeries }[];
  /** Epoch ms. */
  to: number;
  /** Parts of 1, or anything from 0. */
  scale: 'share' | 'amount';
  format: (value: number) => string;
}

const width = 600;
const height = 120;

/** Values of both revisions over the same time, on one scale. */
export function PairChart({ label, lines, to, scale, format }: PairChartProps) {
  const [pointed, setPointed] = useState<number>();
  const domain = chartDomain(
    lines.map(({ series }) => series),
    { to, scale },
  );
  const { from, low, high } = domain;
  const shown = pointed === undefined ? undefined : from + pointed * (to - from);
  const onMove = ({ currentTarget, clientX }: PointerEvent): void => {
    const { left, width: wide } = currentTarget.getBoundingClientRect();
    setPointed(Math.min(1, Math.max(0, (clientX - left) / wide)));
  };
  return (
    <div className={classes.chart} role="img" aria-label={label}>
      <div className={classes.plot} onPointerMove={onMove} onPointerLeave={() => setPointed(undefined)}>
        <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
          {[0, 0.5, 1].map((part) => (
            <line key={part} x1={0} x2={width} y1={part * height} y2={part * height} className={classes.grid} />
          ))}
          {lines.map(({ role, series }) => (
            <path key={role} className={classes[role]} d={linePath(series, domain, { width, height })} />
          ))}
          {pointed === undefined ? null : (
            <line x1={pointed * width} x2={pointed * width} y1={0} y2={height} className={classes.pointer} />
          )}
        </svg>
        {shown === undefined ? null : <Reading {...{ shown, lines, domain, format, at: pointed ?? 0 }} />}
      </div>
      <div className={`${classes.values} bn-number`} aria-hidden="true">
        <span>{format(high)}</span>
        <span>{format((high + low) / 2)}</span>
        <span>{format(low)}</span>
      </div>
      <div className={`${classes.times} bn-number`} aria-hidden="true">
        <span>{formatClock(from, to)}</span>
        <span>{formatClock(to, to)}</span>
      </div>
    </div>
  );
}

interface ReadingProps extends Pick<PairChartProps, 'lines' | 'format'> {
  /** Epoch ms, and where that is, of 1. */
  shown: number;
  at: number;
  domain: ChartDomain;
}

function Reading({ shown, at, lines, domain, format }: ReadingProps) {
  return (
    <div className={`${classes.reading} bn-number`} style={at > 0.6 ? { right: 8 } : { left: 8 }} aria-hidden="true">
      <small>{formatClock(shown, domain.to)}</small>
      {lines.map(({ role, title, series }) => {
        const value = valueAt(series, shown);
        return value === undefined ? null : (
          <span key={role} className={classes[role]}>
            <i /> {title} <b>{format(value)}</b>
          </span>
        );
      })}
    </div>
  );
}
