import { Button } from '@mantine/core';
import { fromThrown, type ObjectAddress } from '@binnacle/api/client';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { textAt, textsAt, type Fields } from '../../resource/read-path.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ErrorNote } from '../actions/dialog.tsx';
import { decodeValue } from './decode-value.ts';
import classes from './detail.module.css';

const mask = '••••••••';

/** What a Secret holds: its keys, and its values once somebody asks for them, which is written down. */
export function SecretCard({ at, object }: { at: ObjectAddress; object: Fields }) {
  const { t } = useTranslation();
  // Of one version only: a changed Secret is asked for again.
  const version = textAt(object, 'metadata', 'resourceVersion');
  const [shown, setShown] = useState<{ version: string; values: Map<string, string> }>();
  const reveal = useMutation({
    mutationFn: () => client.object(at, { reveal: true }),
    onSuccess: (whole) => setShown({ version, values: new Map(textsAt(whole, 'data')) }),
  });
  const values = shown?.version === version ? shown.values : undefined;
  const keys = textsAt(object, 'data').map(([key]) => key);
  if (keys.length === 0) return null;
  return (
    <section className={classes.card}>
      <h2>
        {t('detail.data')} <small>{keys.length}</small>
        <span className={classes.end}>
          <Button
            size="compact-xs"
            variant="default"
            loading={reveal.isPending}
            onClick={() => (values === undefined ? reveal.mutate() : setShown(undefined))}
          >
            {t(values === undefined ? 'detail.reveal' : 'detail.hide')}
          </Button>
        </span>
      </h2>
      {reveal.error === null ? null : <ErrorNote error={fromThrown(reveal.error)} />}
      <DataList
        entries={keys.map((key) => {
          const value = values?.get(key);
          return [key, value === undefined ? undefined : decodeValue(value)];
        })}
      />
      {values === undefined ? <p className={classes.foot}>{t('detail.revealed')}</p> : null}
    </section>
  );
}

/** What a ConfigMap holds. */
export function ConfigCard({ object }: { object: Fields }) {
  const { t } = useTranslation();
  const entries = textsAt(object, 'data');
  if (entries.length === 0) return null;
  return (
    <section className={classes.card}>
      <h2>
        {t('detail.data')} <small>{entries.length}</small>
      </h2>
      <DataList entries={entries} />
    </section>
  );
}

/** Keys with their values; a value that is not shown is undefined. */
function DataList({ entries }: { entries: readonly (readonly [string, string | undefined])[] }) {
  const { t } = useTranslation();
  return (
    <dl className={classes.data}>
      {entries.map(([key, value]) => (
        <div key={key}>
          <dt>
            <code>{key}</code>
            {value === undefined ? null : <CopyButton text={() => value} label={t('detail.copyValue', { key })} />}
          </dt>
          <dd>
            {value === undefined ? (
              <span>
                <span aria-hidden="true">{mask}</span>
                <span className="bn-hidden">{t('detail.masked')}</span>
              </span>
            ) : (
              <pre tabIndex={0} aria-label={t('detail.valueOf', { key })}>
                {value}
              </pre>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
