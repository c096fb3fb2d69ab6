import type { WireAuditEntry } from '@binnacle/api';
import { fromThrown, type ObjectAddress } from '@binnacle/api/client';
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { useClusters, useKinds } from '../../api/queries.ts';
import { qualifiedPlural } from '../../resource/kinds.ts';
import { UndoIcon } from '../../ui/icons.tsx';
import type { TextKey } from '../../ui/text/text-key.ts';
import { showToast } from '../../ui/toast.tsx';
import { ErrorNote, Note } from '../actions/dialog.tsx';
import { ChangeList } from '../yaml/change-list.tsx';
import audit from './audit.module.css';

const outcomes: Readonly<Record<'created' | 'deleted' | 'reverted' | 'unchanged', TextKey>> = {
  created: 'undo.created',
  deleted: 'undo.deleted',
  reverted: 'undo.reverted',
  unchanged: 'undo.unchanged',
};

/** The object of an entry, while its cluster is known and serves its kind. */
const useTarget = (entry: WireAuditEntry): ObjectAddress | undefined => {
  const clusterId = useClusters().data?.find(({ name }) => name === entry.cluster)?.id;
  const kind = useKinds(clusterId).data?.find((one) => qualifiedPlural(one) === entry.kind);
  if (clusterId === undefined || kind === undefined || entry.name === undefined) return undefined;
  const { group, version, plural } = kind;
  const { namespace, name } = entry;
  return { clusterId, group, version, plural, name, ...(namespace === undefined ? {} : { namespace }) };
};

/** Takes a change back, once it was shown what that would do. */
export function UndoButton({ entry, onDone }: { entry: WireAuditEntry; onDone: () => void }) {
  const { t } = useTranslation();
  const at = useTarget(entry);
  const undo = useMutation({
    mutationFn: async (dryRun: boolean) =>
      at === undefined ? undefined : client.undoChange(at, { entry: entry.id, dry_run: dryRun }),
    onSuccess: (done, dryRun) => {
      if (dryRun || done === undefined) return;
      showToast({ tone: 'ok', title: t('undo.done'), detail: entry.name });
      onDone();
    },
  });
  if (at === undefined) return null;
  const planned = undo.variables === true ? undo.data : undefined;
  return (
    <div className={audit.entry}>
      {undo.error === null ? null : <ErrorNote error={fromThrown(undo.error)} />}
      {planned === undefined ? null : (
        <section aria-label={t('undo.plan')}>
          <p>{t(outcomes[planned.outcome])}</p>
          {planned.kept.length === 0 ? null : (
            <Note tone="warn">{t('undo.kept', { fields: planned.kept.join(', ') })}</Note>
          )}
          {planned.outcome === 'reverted' ? <ChangeList changes={planned.changes} /> : null}
        </section>
      )}
      <div>
        {planned === undefined || planned.outcome === 'unchanged' ? (
          <Button
            size="xs"
            variant="default"
            leftSection={<UndoIcon width={14} height={14} />}
            loading={undo.isPending}
            onClick={() => undo.mutate(true)}
          >
            {t('undo.ask')}
          </Button>
        ) : (
          <Button size="xs" color="red" loading={undo.isPending} onClick={() => undo.mutate(false)}>
            {t('undo.submit')}
          </Button>
        )}
      </div>
    </div>
  );
}
