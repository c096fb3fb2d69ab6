import { useTranslation } from 'react-i18next';
import { Modal } from '../../ui/modal.tsx';
import { ProductionNote } from '../actions/production-note.tsx';
import audit from './audit.module.css';
import { askUndo, type AskedUndo } from './undo-asked.ts';
import { UndoPlan } from './undo-plan.tsx';

/** Asks before a change is taken back, wherever it was made. */
export function UndoDialog({ at, entry }: AskedUndo) {
  const { t } = useTranslation();
  const close = (): void => askUndo(undefined);
  const target = at.namespace === undefined ? at.name : `${at.namespace}/${at.name}`;
  return (
    <Modal size="lg" onClose={close} title={<b>{t('undo.title', { target })}</b>}>
      <div className={audit.entry}>
        <ProductionNote clusterId={at.clusterId} />
        <UndoPlan at={at} entry={entry} onDone={close} />
      </div>
    </Modal>
  );
}
