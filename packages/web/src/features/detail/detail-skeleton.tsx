import { useTranslation } from 'react-i18next';
import { Bar } from '../../ui/states.tsx';
import classes from './detail.module.css';

/** A detail page before its first answer: the same places, grey. */
export function DetailSkeleton({ title, kind }: { title: string; kind: string }) {
  const { t } = useTranslation();
  return (
    <div className={classes.page} role="status" aria-label={t('detail.loading')}>
      <div className={classes.crumbs}>
        <Bar width={180} />
      </div>
      <div className={classes.head}>
        <div className={classes.title}>
          <h1>{title}</h1>
          <span className={classes.kind}>{kind}</span>
        </div>
      </div>
      <div className={classes.state}>
        <Bar width={110} />
      </div>
      <div className={classes.columns} style={{ marginTop: 56 }}>
        <div className={classes.card} style={{ height: 220 }} />
        <div className={classes.card} style={{ height: 220 }} />
      </div>
    </div>
  );
}
