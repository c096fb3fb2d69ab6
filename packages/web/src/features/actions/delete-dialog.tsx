import type { Propagation } from '@binnacle/api';
import { Checkbox, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { abilitiesOf } from '../../resource/abilities.ts';
import type { TextKey } from '../../ui/text/text-key.ts';
import type { TargetsProps } from './action-dialog.tsx';
import { ActionFrame } from './action-frame.tsx';
import { ConfirmName } from './confirm-name.tsx';
import { Note } from './dialog.tsx';
import { ProductionNote, useProduction } from './production-note.tsx';

type Follows = 'delete.follows' | 'delete.foregroundFollows' | 'delete.orphanFollows';

const policies: readonly { value: Propagation; label: TextKey; follows: Follows }[] = [
  { value: 'Background', label: 'delete.background', follows: 'delete.follows' },
  { value: 'Foreground', label: 'delete.foreground', follows: 'delete.foregroundFollows' },
  { value: 'Orphan', label: 'delete.orphan', follows: 'delete.orphanFollows' },
];

/** Deletion asks for a name to be typed: a click alone is too easy. */
export function DeleteDialog({ kind, ...rest }: TargetsProps) {
  const { t } = useTranslation();
  const { targets } = rest;
  const [typed, setTyped] = useState('');
  const [policy, setPolicy] = useState<Propagation>('Background');
  const [now, setNow] = useState(false);
  const clusterId = targets[0]?.clusterId ?? 0;
  const production = useProduction(clusterId);
  // Of many, the number says that one has seen how many; in production, the cluster's name says that one knows where.
  const word = targets.length === 1 ? (targets[0]?.name ?? '') : (production ?? String(targets.length));
  const chosen = policies.find(({ value }) => value === policy);
  const about = { kind: kind.kind, count: targets.length };
  const endsPods = kind.capabilities.includes('evictable');
  return (
    <ActionFrame
      {...rest}
      title={t('delete.title', { kind: kind.kind })}
      submit={t('action.delete')}
      danger
      disabled={typed !== word}
      run={(at) =>
        client.deleteObject(at, { propagationPolicy: policy, ...(now && endsPods ? { gracePeriodSeconds: 0 } : {}) })
      }
      done={t('delete.done', { kind: kind.kind })}
    >
      <NativeSelect
        label={t('delete.owned')}
        value={policy}
        data={policies.map(({ value, label }) => ({ value, label: t(label) }))}
        onChange={(event) => setPolicy(event.currentTarget.value as Propagation)}
      />
      {endsPods ? (
        <Checkbox
          label={t('delete.now')}
          description={t('delete.nowHint')}
          checked={now}
          onChange={(event) => setNow(event.currentTarget.checked)}
        />
      ) : null}
      {chosen === undefined ? null : (
        <Note tone="bad">
          {t(chosen.follows, about)} {abilitiesOf(kind).data === 'hidden' ? t('delete.final') : t('delete.undo', about)}
        </Note>
      )}
      <ProductionNote clusterId={clusterId} />
      <ConfirmName name={word} typed={typed} onTyped={setTyped} />
    </ActionFrame>
  );
}
