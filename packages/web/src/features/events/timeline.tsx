import { useTranslation } from 'react-i18next';
import { formatClock } from '../../ui/format.ts';
import classes from './events.module.css';
import { timelineOf, type ExploredEvent } from './group-events.ts';

const width = 960;
const height = 84;
const base = height - 18;
const bars = 60;

/** How many events were last seen when: warnings above, striped, the rest below. */
export function Timeline({ events, now }: { events: readonly ExploredEvent[]; now: number }) {
  const { t } = useTranslation();
  const { buckets, start, width: span } = timelineOf(events, { now, buckets: bars });
  const highest = Math.max(1, ...buckets.map(({ normal, warning }) => normal + warning));
  const wide = width / bars;
  const tall = (count: number) => (count / highest) * (base - 6);
  return (
    <svg className={classes.timeline} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={t('events.timeline')}>
      <line className={classes.axis} x1="0" x2={width} y1={base} y2={base} />
      {buckets.map(({ at, normal, warning }, index) => (
        <g key={index}>
          <title>{`${formatClock(at, now)} – ${formatClock(at + span, now)}: ${t('events.inBucket', { warning, normal })}`}</title>
          <rect x={index * wide} y="0" width={wide} height={base} fill="transparent" />
          <rect
            className={classes.normal}
            x={index * wide + 1}
            y={base - tall(normal)}
            width={wide - 2}
            height={tall(normal)}
          />
          <rect
            className={classes.warn}
            x={index * wide + 1}
            y={base - tall(normal) - tall(warning)}
            width={wide - 2}
            height={tall(warning)}
          />
        </g>
      ))}
      {[0, 0.5, 1].map((share) => (
        <text
          key={share}
          className={classes.tick}
          x={share * width}
          y={height - 4}
          textAnchor={share === 0 ? 'start' : share === 1 ? 'end' : 'middle'}
        >
          {formatClock(start + share * (now - start), now)}
        </text>
      ))}
    </svg>
  );
}
