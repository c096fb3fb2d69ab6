import type { WireKind, WireRevision } from '@binnacle/api';
import type { ObjectAddress } from '@binnacle/api/client';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { ConfirmName } from './confirm-name.tsx';
import { Dialog, Note } from './dialog.tsx';
import { ProductionNote, useProduction } from './production-note.tsx';

export interface RollbackDialogProps {
  kind: WireKind;
  at: ObjectAddress;
  revision: WireRevision;
  onClose: () => void;
}

/** Gives a workload a template that it had. */
export function RollbackDialog({ kind, at, revision, onClose }: RollbackDialogProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const isProduction = useProduction(at.clusterId) !== undefined;
  return (
    <Dialog
      title={t('rollBack.title', { kind: kind.kind })}
      at={at}
      changes={at}
      submit={t('rollBack.submit', { revision: revision.revision })}
      disabled={isProduction && typed !== at.name}
      run={() => client.rollBack(at, revision.revision)}
      done={t('rollBack.done', { revision: revision.revision })}
      onClose={onClose}
    >
      <Note>{t('rollBack.follows', { images: revision.images.join(', ') })}</Note>
      <ProductionNote clusterId={at.clusterId} />
      {isProduction ? <ConfirmName name={at.name} typed={typed} onTyped={setTyped} /> : null}
    </Dialog>
  );
}
