import { fromThrown, type ObjectAddress } from '@binnacle/api/client';
import { Button, Checkbox } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { DownloadIcon, EditIcon } from '../../ui/icons.tsx';
import { saveFile } from '../../ui/save-file.ts';
import { Bar, Failure } from '../../ui/states.tsx';
import { YamlEdit } from './yaml-edit.tsx';
import { YamlView } from './yaml-view.tsx';
import classes from './yaml.module.css';

/** The object as YAML: to read it follows the object's changes; to edit it holds still. */
export function YamlPanel({
  at,
  resourceVersion,
  gone,
  hidden = false,
}: {
  at: ObjectAddress;
  resourceVersion: string;
  gone: boolean;
  /** Its values are shown only when they are asked for, which is written down. */
  hidden?: boolean;
}) {
  const { t } = useTranslation();
  const [managedFields, setManagedFields] = useState(false);
  const [reveal, setReveal] = useState(false);
  const [editing, setEditing] = useState<string>();
  /** Whoever comes back from editing is where they began it. */
  const [hasEdited, setHasEdited] = useState(false);
  const yaml = useQuery({
    queryKey: ['yaml', at, managedFields, reveal, resourceVersion],
    enabled: !gone,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => client.objectYaml(at, { managedFields, reveal, signal }),
  });
  const text = yaml.data;
  if (text === undefined) {
    if (yaml.error !== null) return <Failure error={fromThrown(yaml.error)} onRetry={() => void yaml.refetch()} />;
    return (
      <div className={classes.frame} style={{ padding: 16 }} role="status" aria-label={t('yaml.loading')}>
        <Bar width="40%" />
      </div>
    );
  }
  if (editing !== undefined) {
    const close = (): void => {
      setEditing(undefined);
      setHasEdited(true);
    };
    return <YamlEdit at={at} text={editing} resourceVersion={resourceVersion} onClose={close} />;
  }
  return (
    <div className={classes.frame}>
      <div className={classes.tools}>
        <Checkbox
          size="xs"
          label="managedFields"
          checked={managedFields}
          onChange={(event) => setManagedFields(event.currentTarget.checked)}
        />
        {hidden ? (
          <Checkbox
            size="xs"
            label={t('detail.reveal')}
            checked={reveal}
            onChange={(event) => setReveal(event.currentTarget.checked)}
          />
        ) : null}
        <span className={classes.space} />
        <Button
          size="compact-sm"
          variant="default"
          disabled={gone || managedFields || (hidden && (!reveal || yaml.isPlaceholderData))}
          autoFocus={hasEdited}
          leftSection={<EditIcon width={14} height={14} />}
          onClick={() => setEditing(text)}
        >
          {t('yaml.edit')}
        </Button>
        <CopyButton text={() => text} label={t('yaml.copy')} />
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          leftSection={<DownloadIcon width={14} height={14} />}
          onClick={() => saveFile(`${at.name}.yaml`, text, 'application/yaml')}
        >
          {t('action.download')}
        </Button>
      </div>
      <YamlView text={text} label={t('yaml.label', { name: at.name })} />
    </div>
  );
}
