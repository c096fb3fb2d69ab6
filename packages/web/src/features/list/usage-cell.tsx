import type { WireUsedOf } from '@binnacle/api';
import type { TFunction } from 'i18next';
import { memo } from 'react';
import { formatBytes, formatCores } from '../../ui/quantity.ts';
import classes from './usage-cell.module.css';
import table from './table.module.css';

const formats = { cpu: formatCores, memory: formatBytes };
const tight = 0.9;

/** What a row uses: the number, and a bar against what it may use, or else against what it asked for. */
export const UsageCell = memo(function UsageCell(props: { t: TFunction; what: 'cpu' | 'memory'; value?: WireUsedOf }) {
  const { t, what, value } = props;
  if (value === undefined) {
    return (
      <div role="gridcell" className={table.cell}>
        <span className={table.muted}>–</span>
      </div>
    );
  }
  const { used, request, limit } = value;
  const format = formats[what];
  const most = limit ?? request;
  const share = most === undefined || most === 0 ? undefined : used / most;
  const words = [
    format(used),
    ...(request === undefined ? [] : [t('usage.requested', { amount: format(request) })]),
    ...(limit === undefined ? [] : [t('usage.limit', { amount: format(limit) })]),
  ].join(' · ');
  return (
    <div role="gridcell" className={`${table.cell} ${classes.usage}`} title={words}>
      <span className="bn-number">{format(used)}</span>
      {share === undefined ? null : (
        <>
          <span className={`bn-number ${classes.share}`}>{Math.round(share * 100)} %</span>
          <span
            className={limit !== undefined && share >= tight ? classes.tight : classes.used}
            style={{ backgroundSize: `${Math.min(100, share * 100)}% 100%` }}
          />
        </>
      )}
    </div>
  );
});
