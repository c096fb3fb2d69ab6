import { memo } from 'react';
import type { WireRow } from '@binnacle/api';
import type { TableColumn } from '../../resource/columns.ts';
import { Age } from '../../ui/age.tsx';
import { StatusText } from '../../ui/status.tsx';
import { formatCount } from '../../ui/format.ts';
import { isStatusColumn, toneOfRatio, toneOfStatus } from '../../ui/tone.ts';
import classes from './table.module.css';

type CellValue = WireRow['cells'][number];

/** How much a row's ready count should say: nothing once the row has finished, only colour beside a status that says why. */
export type ReadyVoice = 'silent' | 'colour' | 'full';

function Ratio({ text, voice }: { text: string; voice: ReadyVoice }) {
  const tone = voice === 'silent' ? undefined : toneOfRatio(text);
  if (voice === 'colour' && tone !== undefined && tone !== 'ok') {
    return <b style={{ color: `var(--bn-${tone})` }}>{text}</b>;
  }
  if (tone === 'warn' || tone === 'bad') return <StatusText tone={tone} text={text} />;
  return <span className="bn-number">{text}</span>;
}

function Value({ column, value, voice }: { column: TableColumn; value: CellValue; voice: ReadyVoice }) {
  if (value === null || value === '' || value === '<none>') return <span className={classes.muted}>–</span>;
  if (typeof value === 'boolean') return <span>{String(value)}</span>;
  if (typeof value === 'number') return <span className="bn-number">{formatCount(value)}</span>;
  if (column.type === 'date') return <Age at={value} />;
  if (isStatusColumn(column)) return <StatusText tone={toneOfStatus(value)} text={value} />;
  if (column.name === 'Type' && value === 'Warning') return <StatusText tone="warn" text={value} />;
  if (column.name === 'Ready') return <Ratio text={value} voice={voice} />;
  return (
    <span className="bn-ellipsis" title={value}>
      {value}
    </span>
  );
}

/** One cell; `flash` differs for each change, so that the mark is drawn anew and fades once. */
export const Cell = memo(function Cell(props: {
  column: TableColumn;
  value: CellValue;
  voice: ReadyVoice;
  flash: number | undefined;
}) {
  const { column, value, voice, flash } = props;
  return (
    <div role="gridcell" className={`${classes.cell} ${column.alignEnd ? classes.end : ''}`}>
      {flash === undefined ? null : <span key={flash} className={classes.flash} />}
      <Value column={column} value={value} voice={voice} />
    </div>
  );
});
