import { fromThrown, type ObjectAddress } from '@binnacle/api/client';
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { showToast } from '../../ui/toast.tsx';
import { ErrorNote, Note } from '../actions/dialog.tsx';
import { undoOf } from '../audit/undo-asked.ts';
import { ProductionNote } from '../actions/production-note.tsx';
import { ChangeList } from './change-list.tsx';
import { checkText } from './check-text.ts';
import { useSchemas } from './use-schemas.ts';
import { YamlEditor } from './yaml-editor.tsx';
import classes from './yaml.module.css';

/** The version that a text says it is made from. */
const versionLine = /^( {2}resourceVersion:\s*)["']?(\w*)["']?.*$/m;

export interface YamlEditProps {
  at: ObjectAddress;
  /** What is edited, with its resourceVersion. */
  text: string;
  /** Of the object now. */
  resourceVersion: string;
  onClose: () => void;
}

/** Changes an object's text: checked while it is written, compared by the server before it is saved. */
export function YamlEdit({ at, text: begun, resourceVersion, onClose }: YamlEditProps) {
  const { t } = useTranslation();
  const [text, setText] = useState(begun);
  const schemaOf = useSchemas(at.clusterId);
  const check = useCallback(
    async (written: string) => (await checkText(at.clusterId, { text: written, namespace: at.namespace })).problems,
    [at.clusterId, at.namespace],
  );
  const review = useMutation({
    mutationFn: () => client.diffObject(at, { content: text, mode: 'replace' }),
  });
  const save = useMutation({
    mutationFn: () => client.replaceObject(at, { content: text }),
    onSuccess: (saved) => {
      showToast({ tone: 'ok', title: t('yaml.saved'), detail: at.name, action: undoOf(at, saved) });
      onClose();
    },
  });
  const error = save.error ?? review.error;
  const refusal = error === null ? undefined : fromThrown(error);
  const basedOn = versionLine.exec(text)?.[2];
  const isStale = basedOn !== undefined && basedOn !== resourceVersion;
  const changes = review.data?.changes;
  const edit = (next: string): void => {
    setText(next);
    review.reset();
    save.reset();
  };
  return (
    <div className={classes.frame}>
      <div className={classes.tools}>
        <b>{t('yaml.editing')}</b>
        <span className={classes.hint}>{t('yaml.leave')}</span>
        <span className={classes.space} />
        <Button size="compact-sm" variant="default" onClick={onClose}>
          {t('action.cancel')}
        </Button>
        {changes === undefined ? (
          <Button
            size="compact-sm"
            disabled={text === begun}
            loading={review.isPending}
            onClick={() => review.mutate()}
          >
            {t('yaml.review')}
          </Button>
        ) : (
          <Button
            size="compact-sm"
            disabled={changes.length === 0}
            loading={save.isPending}
            onClick={() => save.mutate()}
          >
            {t('yaml.save')}
          </Button>
        )}
      </div>
      {isStale ? (
        <div className={classes.notice} role="status">
          <span>{t('yaml.stale')}</span>
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => edit(text.replace(versionLine, `$1"${resourceVersion}"`))}
          >
            {t('yaml.takeNewest')}
          </Button>
        </div>
      ) : null}
      {refusal === undefined ? null : (
        <div className={classes.review}>
          <ErrorNote error={refusal} />
        </div>
      )}
      {changes === undefined ? null : (
        <div className={classes.review} role="region" aria-label={t('yaml.changes')} tabIndex={0}>
          <ProductionNote clusterId={at.clusterId} />
          {changes.length === 0 ? <Note>{t('yaml.unchanged')}</Note> : <ChangeList changes={changes} />}
        </div>
      )}
      <YamlEditor
        text={text}
        label={t('yaml.editLabel', { name: at.name })}
        onChange={edit}
        check={check}
        schemaOf={schemaOf}
        focus
      />
    </div>
  );
}
