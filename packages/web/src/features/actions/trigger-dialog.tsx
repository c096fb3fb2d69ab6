import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import type { TargetsProps } from './action-dialog.tsx';
import { ActionFrame } from './action-frame.tsx';
import { Note } from './dialog.tsx';

/** Runs a CronJob now, whatever its schedule says. */
export function TriggerDialog({ kind, ...rest }: TargetsProps) {
  const { t } = useTranslation();
  return (
    <ActionFrame
      {...rest}
      title={t('trigger.title', { kind: kind.kind })}
      submit={t('action.trigger')}
      run={(at) => client.trigger(at)}
      done={t('trigger.done')}
    >
      <Note>{t('trigger.follows')}</Note>
    </ActionFrame>
  );
}
