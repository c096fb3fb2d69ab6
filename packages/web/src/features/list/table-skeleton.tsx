import { useTranslation } from 'react-i18next';
import { Bar } from '../../ui/states.tsx';
import classes from './table.module.css';

const widths = [180, 140, 210, 160, 190, 150, 200, 170, 220, 140, 180, 160];

/** A table before its first answer: the same frame and row height, so that nothing jumps. */
export function TableSkeleton({ embedded }: { embedded: boolean }) {
  const { t } = useTranslation();
  return (
    <div
      className={`${classes.frame} ${embedded ? classes.embedded : ''}`}
      role="status"
      aria-label={t('table.loading')}
    >
      <div className={classes.header} />
      {widths.slice(0, embedded ? 3 : widths.length).map((width, index) => (
        <div key={index} className={classes.skeleton}>
          <span style={{ flex: 1 }}>
            <Bar width={width} />
          </span>
          <Bar width={90} />
          <Bar width={60} />
          <Bar width={110} />
          <Bar width={40} />
        </div>
      ))}
    </div>
  );
}
