import classes from './usage-bar.module.css';

export interface UsageBarProps {
  label: string;
  /** Null where nothing says so. */
  used: number | null;
  requests?: number;
  total: number;
  format: (value: number) => string;
  words: { requests: string; of: string };
}

const share = (value: number, total: number): number => (total > 0 ? Math.min(100, (value / total) * 100) : 0);

/** Tight where more than nine tenths are in use. */
const isTight = (used: number | null, total: number): boolean => used !== null && share(used, total) >= 90;

/** What is used and asked for, against what there is; the numbers stand beside the picture. */
export function UsageBar({ label, used, requests, total, format, words }: UsageBarProps) {
  const percent = used === null ? undefined : Math.round(share(used, total));
  return (
    <div className={classes.usage}>
      <div className={classes.head}>
        <b>{label}</b>
        <span className="bn-number">
          {used === null ? '–' : `${format(used)} (${percent} %)`} {words.of} {format(total)}
        </span>
      </div>
      <div className={classes.track} aria-hidden="true">
        {requests === undefined ? null : (
          <span className={classes.requests} style={{ width: `${share(requests, total)}%` }} />
        )}
        {used === null ? null : (
          <span
            className={isTight(used, total) ? `${classes.used} ${classes.tight}` : classes.used}
            style={{ width: `${share(used, total)}%` }}
          />
        )}
      </div>
      {requests === undefined ? null : (
        <div className={classes.foot}>
          {words.requests}{' '}
          <span className="bn-number">{`${format(requests)} (${Math.round(share(requests, total))} %)`}</span>
        </div>
      )}
    </div>
  );
}
