import classes from './track.module.css';

/** A share of the requests: as a number and as a bar. */
export function ShareBar({ percent, label }: { percent: number; label: string }) {
  return (
    <span className={classes.share} title={label}>
      <span className={classes.bar} aria-hidden="true">
        <span className={classes.fill} style={{ width: `${Math.min(100, Math.max(0, percent))}%` }} />
      </span>
      <span className="bn-number">{percent}%</span>
    </span>
  );
}
