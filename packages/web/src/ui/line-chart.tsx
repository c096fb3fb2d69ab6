import { useId, useRef, useState } from 'react';
import { formatClock } from './format.ts';
import { lastPoint, nearestIndex, niceTop, pathOf, timeTicks, type ChartLine } from './line-chart-geometry.ts';
import classes from './line-chart.module.css';

export interface LineChartProps {
  title: string;
  lines: readonly ChartLine[];
  /** Epoch ms. */
  start: number;
  end: number;
  /** Two points further apart than that are not joined, in ms. */
  gap: number;
  /** Level lines with their names: requests, limits, capacity. */
  marks?: readonly { label: string; value: number }[];
  format: (value: number) => string;
  /** Ticks are round in powers of 1,024: bytes. */
  isBinary?: boolean;
}

const width = 600;
const height = 170;
const inset = { left: 56, right: 10, top: 8, bottom: 22 };
/** Colour and dash of the nth line: the two together tell twenty lines apart. */
const colours = 6;
const dashes = ['', '6 3', '2 3', '8 3 2 3'];
const lookOf = (index: number) => ({
  stroke: `var(--bn-chart-${index % colours})`,
  strokeDasharray: dashes[Math.floor(index / colours)] ?? '',
});

/** Lines over time, with what they are at the moment under the pointer or, by the arrow keys, at a chosen one. */
export function LineChart({ title, lines, start, end, gap, marks = [], format, isBinary = false }: LineChartProps) {
  const [at, setAt] = useState<number>();
  const svg = useRef<SVGSVGElement>(null);
  const id = useId();
  const highest = Math.max(0, ...lines.flatMap(({ points }) => points.map(([, value]) => value)));
  // A limit far above everything would press the lines flat: it is named, not drawn.
  const drawn = marks.filter(({ value }) => value <= highest * 4);
  const top = niceTop(Math.max(highest, ...drawn.map(({ value }) => value)), isBinary);
  const x = (moment: number) => inset.left + ((moment - start) / (end - start)) * (width - inset.left - inset.right);
  const y = (value: number) => inset.top + (1 - value / top) * (height - inset.top - inset.bottom);
  const moments = [...new Set(lines.flatMap(({ points }) => points.map(([moment]) => moment)))].sort((a, b) => a - b);
  const index = at === undefined ? -1 : nearestIndex(moments, at);
  const shown = moments[index];
  const valueAt = ({ points }: ChartLine) => points.find(([moment]) => moment === shown)?.[1];

  const point = (event: React.PointerEvent) => {
    const box = svg.current?.getBoundingClientRect();
    if (box === undefined) return;
    const across = ((event.clientX - box.left) / box.width) * width;
    setAt(start + ((across - inset.left) / (width - inset.left - inset.right)) * (end - start));
  };
  const step = (event: React.KeyboardEvent) => {
    const by = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
    if (by === 0 || moments.length === 0) return;
    event.preventDefault();
    const from = index < 0 ? moments.length - 1 - Math.min(0, by) : index;
    setAt(moments[Math.min(moments.length - 1, Math.max(0, from + by))]);
  };
  const summary = lines
    .map((line) => `${line.name} ${lastPoint(line) === undefined ? '–' : format(lastPoint(line)![1])}`)
    .join(', ');
  return (
    <div className={classes.chart}>
      <svg
        ref={svg}
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-labelledby={id}
        tabIndex={0}
        onPointerMove={point}
        onPointerLeave={() => setAt(undefined)}
        onBlur={() => setAt(undefined)}
        onKeyDown={step}
      >
        <title id={id}>{`${title}: ${summary}`}</title>
        {[0, 0.5, 1].map((share) => (
          <g key={share}>
            <line
              className={classes.grid}
              x1={inset.left}
              x2={width - inset.right}
              y1={y(top * share)}
              y2={y(top * share)}
            />
            <text className={classes.tick} x={inset.left - 6} y={y(top * share) + 4} textAnchor="end">
              {format(top * share)}
            </text>
          </g>
        ))}
        {timeTicks(start, end).map(({ moment, text }) => (
          <text key={moment} className={classes.tick} x={x(moment)} y={height - 6} textAnchor="middle">
            {text}
          </text>
        ))}
        {drawn.map(({ label, value }) => (
          <g key={label}>
            <line className={classes.mark} x1={inset.left} x2={width - inset.right} y1={y(value)} y2={y(value)} />
            <text className={classes.markText} x={width - inset.right} y={y(value) - 3} textAnchor="end">
              {label}
            </text>
          </g>
        ))}
        {lines.length === 1 && lines[0] !== undefined ? (
          <path className={classes.area} d={pathOf(lines[0].points, { x, y, gap, base: y(0) })} />
        ) : null}
        {lines.map((line, nth) => (
          <path key={line.name} className={classes.line} style={lookOf(nth)} d={pathOf(line.points, { x, y, gap })} />
        ))}
        {shown === undefined ? null : (
          <line className={classes.cross} x1={x(shown)} x2={x(shown)} y1={inset.top} y2={height - inset.bottom} />
        )}
      </svg>
      <ul className={classes.legend}>
        {lines.map((line, nth) => {
          const value = shown === undefined ? lastPoint(line)?.[1] : valueAt(line);
          return (
            <li key={line.name}>
              <svg width="18" height="8" aria-hidden="true">
                <line x1="0" x2="18" y1="4" y2="4" className={classes.line} style={lookOf(nth)} />
              </svg>
              <span className="bn-ellipsis" title={line.name}>
                {line.name}
              </span>
              <b className="bn-number">{value === undefined ? '–' : format(value)}</b>
            </li>
          );
        })}
      </ul>
      <p className={classes.moment}>{shown === undefined ? ' ' : formatClock(shown, Date.now())}</p>
    </div>
  );
}
