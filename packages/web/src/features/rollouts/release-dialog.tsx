import type { ReleaseAction } from '@binnacle/rollouts/api';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Note } from '../actions/dialog.tsx';
import dialog from '../actions/dialog.module.css';
import { ProductionNote } from '../actions/production-note.tsx';
import { Modal } from '../../ui/modal.tsx';
import { actionWords } from './action-words.ts';
import type { ReleaseRequest } from './use-release-action.ts';
import type { ReleaseRevision } from './use-revisions.ts';

export interface ReleaseDialogProps {
  action: Exclude<ReleaseAction, 'jump'>;
  clusterId: number;
  namespace: string;
  name: string;
  /** What runs or is to run now: whose containers can be given another image. */
  revision: ReleaseRevision | undefined;
  busy: boolean;
  onRun: (request: ReleaseRequest) => void;
  onClose: () => void;
}

const dangerous: ReadonlySet<ReleaseAction> = new Set(['rollback', 'disable', 'undo']);

/** Asks before what cannot be taken back at once, and says what will follow. */
export function ReleaseDialog(props: ReleaseDialogProps) {
  const { action, clusterId, namespace, name, revision, busy, onRun, onClose } = props;
  const { t } = useTranslation();
  const containers = revision?.containers ?? [];
  const [chosen, setChosen] = useState(0);
  const [image, setImage] = useState('');
  const { label, effect } = actionWords[action];
  const container = containers[chosen];
  const isMissing =
    action === 'setImage' && (container === undefined || image.trim() === '' || image === container.image);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isMissing || busy) return;
    if (action !== 'setImage') onRun({ action });
    else if (container !== undefined)
      onRun({
        action,
        container: container.name,
        image: image.trim(),
        initContainer: container.type === 'initContainer',
      });
  };
  return (
    <Modal onClose={onClose} title={<b>{t(label)}</b>}>
      <form onSubmit={submit} className={dialog.body}>
        <div className={dialog.target}>{`${namespace}/${name}`}</div>
        {action === 'setImage' ? (
          <>
            <NativeSelect
              label={t('rollouts.container')}
              value={chosen}
              onChange={(event) => setChosen(Number(event.currentTarget.value))}
              data={containers.map((each, index) => ({ value: String(index), label: each.name }))}
            />
            <TextInput
              label={t('rollouts.image')}
              description={container?.image}
              value={image}
              onChange={(event) => setImage(event.currentTarget.value)}
              data-autofocus
            />
          </>
        ) : null}
        <Note tone={dangerous.has(action) ? 'warn' : undefined}>{t(effect)}</Note>
        <ProductionNote clusterId={clusterId} />
        <div className={dialog.buttons}>
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button
            type="submit"
            disabled={isMissing}
            loading={busy}
            {...(dangerous.has(action) ? { color: 'red' } : {})}
          >
            {t(label)}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
