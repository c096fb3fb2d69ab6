import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import type { ActionDialogProps } from './action-dialog.tsx';
import { ConfirmName } from './confirm-name.tsx';
import { Dialog, Note } from './dialog.tsx';
import { ProductionNote } from './production-note.tsx';

/** Deletion asks for the name to be typed: a click alone is too easy. */
export function DeleteDialog({ kind, at, onClose, onDone }: Omit<ActionDialogProps, 'action'>) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  return (
    <Dialog
      title={t('delete.title', { kind: kind.kind })}
      at={at}
      submit={t('action.delete')}
      danger
      disabled={typed !== at.name}
      run={() => client.deleteObject(at)}
      done={t('delete.done', { kind: kind.kind })}
      onClose={onClose}
      onDone={onDone}
    >
      <Note tone="bad">{t('delete.follows', { kind: kind.kind })}</Note>
      <ProductionNote clusterId={at.clusterId} />
      <ConfirmName name={at.name} typed={typed} onTyped={setTyped} />
    </Dialog>
  );
}
