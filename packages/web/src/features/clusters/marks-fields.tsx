import type { ClusterColour, ClusterInput } from '@binnacle/api';
import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { clusterColours } from '../../resource/cluster-marks.tsx';
import sheet from '../../ui/sheet.module.css';
import classes from './clusters.module.css';

/** What can be said of a cluster beside how it is reached. */
export type Marks = Pick<ClusterInput, 'description' | 'colour' | 'production' | 'is_default'>;

export interface MarksFieldsProps {
  marks: Marks;
  onChange: (marks: Marks) => void;
  /** It is the default already: only another cluster can take that away. */
  isDefault?: boolean;
}

const isColour = (value: string): value is ClusterColour => value in clusterColours;

export function MarksFields({ marks, onChange, isDefault = false }: MarksFieldsProps) {
  const { t } = useTranslation();
  return (
    <>
      <div className={sheet.pair}>
        <TextInput
          label={t('clusters.description')}
          value={marks.description ?? ''}
          maxLength={1_000}
          onChange={(event) => onChange({ ...marks, description: event.currentTarget.value })}
        />
        <NativeSelect
          label={t('clusters.colour')}
          value={marks.colour ?? ''}
          data={Object.entries(clusterColours).map(([value, label]) => ({ value, label: t(label) }))}
          onChange={(event) => {
            const { value } = event.currentTarget;
            if (isColour(value)) onChange({ ...marks, colour: value });
          }}
        />
      </div>
      <div className={classes.checks}>
        <Checkbox
          label={t('clusters.productionLabel')}
          checked={marks.production ?? false}
          onChange={(event) => onChange({ ...marks, production: event.currentTarget.checked })}
        />
        {isDefault ? null : (
          <Checkbox
            label={t('clusters.defaultLabel')}
            checked={marks.is_default ?? false}
            onChange={(event) => onChange({ ...marks, is_default: event.currentTarget.checked })}
          />
        )}
      </div>
    </>
  );
}
