import type { WireAuditEntry } from '@binnacle/api';
import type { ObjectAddress } from '@binnacle/api/client';
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClusters, useKinds } from '../../api/queries.ts';
import { qualifiedPlural } from '../../resource/kinds.ts';
import { UndoIcon } from '../../ui/icons.tsx';
import { UndoPlan } from './undo-plan.tsx';

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
  const [isAsked, setAsked] = useState(false);
  if (at === undefined) return null;
  if (isAsked) return <UndoPlan at={at} entry={entry.id} onDone={onDone} />;
  return (
    <div>
      <Button
        size="xs"
        variant="default"
        leftSection={<UndoIcon width={14} height={14} />}
        onClick={() => setAsked(true)}
      >
        {t('undo.ask')}
      </Button>
    </div>
  );
}
