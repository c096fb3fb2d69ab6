import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { abilitiesOf } from '../../resource/abilities.ts';
import type { ActionDialogProps } from './action-dialog.tsx';
import { Dialog, Note } from './dialog.tsx';

export function RestartDialog({ kind, at, onClose, onDone }: Omit<ActionDialogProps, 'action'>) {
  const { t } = useTranslation();
  const replaces = abilitiesOf(kind).restartReplaces;
  return (
    <Dialog
      title={t('restart.title', { kind: kind.kind })}
      at={at}
      submit={t('action.restart')}
      run={() => client.restart(at)}
      done={t('restart.done')}
      onClose={onClose}
      onDone={onDone}
    >
      <Note>{replaces ? t('restart.replaces') : t('restart.rolls')}</Note>
    </Dialog>
  );
}
