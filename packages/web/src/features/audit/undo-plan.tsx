import { fromThrown, type ObjectAddress } from '@binnacle/api/client';
import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { Loaded } from '../../ui/loaded.tsx';
import type { TextKey } from '../../ui/text/text-key.ts';
import { showToast } from '../../ui/toast.tsx';
import { ErrorNote, Note } from '../actions/dialog.tsx';
import { ChangeList } from '../yaml/change-list.tsx';
import audit from './audit.module.css';
import { undoOf } from './undo-asked.ts';

const outcomes: Readonly<Record<'created' | 'deleted' | 'reverted' | 'unchanged', TextKey>> = {
  created: 'undo.created',
  deleted: 'undo.deleted',
  reverted: 'undo.reverted',
  unchanged: 'undo.unchanged',
};

export interface UndoPlanProps {
  at: ObjectAddress;
  /** In the audit. */
  entry: number;
  onDone: () => void;
}

/** What taking a change back would do, as the API server tried it, and the button that does it. */
export function UndoPlan({ at, entry, onDone }: UndoPlanProps) {
  const { t } = useTranslation();
  const plan = useQuery({
    queryKey: ['undo', at, entry],
    gcTime: 0,
    // What is read must not change under the hand.
    refetchOnWindowFocus: false,
    queryFn: ({ signal }) => client.undoChange(at, { entry, dry_run: true }, { signal }),
  });
  const undo = useMutation({
    mutationFn: () => client.undoChange(at, { entry }),
    onSuccess: (done) => {
      showToast({ tone: 'ok', title: t('undo.done'), detail: at.name, action: undoOf(at, done) });
      onDone();
    },
  });
  return (
    <Loaded result={plan}>
      {({ outcome, kept, changes }) => (
        <div className={audit.entry}>
          <section aria-label={t('undo.plan')}>
            <p>{t(outcomes[outcome])}</p>
            {kept.length === 0 ? null : <Note tone="warn">{t('undo.kept', { fields: kept.join(', ') })}</Note>}
            {outcome === 'reverted' ? <ChangeList changes={changes} /> : null}
          </section>
          {undo.error === null ? null : <ErrorNote error={fromThrown(undo.error)} />}
          {outcome === 'unchanged' ? null : (
            <div>
              <Button size="xs" color="red" loading={undo.isPending} onClick={() => undo.mutate()}>
                {t('undo.submit')}
              </Button>
            </div>
          )}
        </div>
      )}
    </Loaded>
  );
}
