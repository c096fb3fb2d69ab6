import { fromThrown } from '@binnacle/api/client';
import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { textsAt, type Fields } from '../../resource/read-path.ts';
import type { TargetsProps } from './action-dialog.tsx';
import { ActionFrame } from './action-frame.tsx';
import { ErrorNote, Note } from './dialog.tsx';
import { mapChangesOf, mapProblemOf, type MapEntry } from './map-changes.ts';
import { MapEditor } from './map-editor.tsx';
import { useTarget } from './use-target.ts';

const parts = ['labels', 'annotations'] as const;
type Part = (typeof parts)[number];

const pairsOf = (object: Fields | undefined, part: Part): [string, string][] => textsAt(object, 'metadata', part);
const toEntries = (pairs: readonly [string, string][]): MapEntry[] =>
  pairs.map(([key, value], id) => ({ id, key, value }));

/** Labels and annotations of one object; of many, some are added to all and some removed from all. */
export function LabelsDialog({ kind, ...rest }: TargetsProps) {
  const { t } = useTranslation();
  const isMany = rest.targets.length > 1;
  const object = useTarget(rest.targets);
  const [edited, setEdited] = useState<Partial<Record<Part, readonly MapEntry[]>>>({});
  const [removed, setRemoved] = useState('');

  const entriesOf = (part: Part): readonly MapEntry[] => edited[part] ?? toEntries(pairsOf(object.data, part));
  const changesOf = (part: Part): Record<string, string | null> => ({
    ...(part === 'labels'
      ? Object.fromEntries(
          removed
            .split(/[\s,]+/)
            .filter(Boolean)
            .map((key): [string, null] => [key, null]),
        )
      : {}),
    ...mapChangesOf(Object.fromEntries(pairsOf(object.data, part)), entriesOf(part)),
  });
  const changes = parts.map((part): [Part, Record<string, string | null>] => [part, changesOf(part)]);
  const metadata = Object.fromEntries(changes.filter(([, change]) => Object.keys(change).length > 0));
  const isWrong = parts.some((part) => mapProblemOf(entriesOf(part)) !== undefined);
  return (
    <ActionFrame
      {...rest}
      title={t('labels.title', { kind: kind.kind })}
      submit={t('labels.submit')}
      disabled={isWrong || Object.keys(metadata).length === 0}
      run={(at) => client.patchObject(at, { metadata })}
      done={t('labels.done')}
    >
      {object.error === null ? null : <ErrorNote error={fromThrown(object.error)} />}
      {(isMany ? (['labels'] as const) : parts).map((part) => (
        <MapEditor
          key={part}
          title={t(part === 'labels' ? 'detail.labels' : 'detail.annotations')}
          entries={entriesOf(part)}
          onChange={(entries) => setEdited((before) => ({ ...before, [part]: entries }))}
        />
      ))}
      {isMany ? (
        <TextInput
          label={t('labels.remove')}
          value={removed}
          onChange={(event) => setRemoved(event.currentTarget.value)}
          spellCheck={false}
        />
      ) : null}
      <Note>{t('labels.follows')}</Note>
    </ActionFrame>
  );
}
