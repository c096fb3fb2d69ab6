import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import type { TargetsProps } from './action-dialog.tsx';
import { ActionFrame } from './action-frame.tsx';
import { Note } from './dialog.tsx';
import { ProductionNote } from './production-note.tsx';

/** Moves Pods off their nodes, as far as their disruption budgets allow. */
export function EvictDialog({ kind: _kind, ...rest }: TargetsProps) {
  const { t } = useTranslation();
  return (
    <ActionFrame
      {...rest}
      title={t('evict.title')}
      submit={t('action.evict')}
      danger
      run={(at) => client.evict(at)}
      done={t('evict.done')}
    >
      <Note tone="warn">{t('evict.follows')}</Note>
      <ProductionNote clusterId={rest.targets[0]?.clusterId ?? 0} />
    </ActionFrame>
  );
}
