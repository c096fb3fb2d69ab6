import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { abilitiesOf } from '../../resource/abilities.ts';
import type { TargetsProps } from './action-dialog.tsx';
import { ActionFrame } from './action-frame.tsx';
import { Note } from './dialog.tsx';

export function RestartDialog({ kind, ...rest }: TargetsProps) {
  const { t } = useTranslation();
  const replaces = abilitiesOf(kind).restartReplaces;
  return (
    <ActionFrame
      {...rest}
      title={t('restart.title', { kind: kind.kind })}
      submit={t('action.restart')}
      run={(at) => client.restart(at)}
      done={t('restart.done')}
    >
      <Note>{replaces ? t('restart.replaces') : t('restart.rolls')}</Note>
    </ActionFrame>
  );
}
