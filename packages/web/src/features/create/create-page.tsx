import type { WireManifest } from '@binnacle/api';
import { Button, NativeSelect } from '@mantine/core';
import { useCallback, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { stringify } from 'yaml';
import type { ClusterPageProps } from '../../app/pages.ts';
import { checkText } from '../yaml/check-text.ts';
import { useSchemas } from '../yaml/use-schemas.ts';
import { YamlEditor, type TextProblem } from '../yaml/yaml-editor.tsx';
import classes from './create.module.css';
import { FormFields } from './form-fields.tsx';
import { forms, valuesOf, type FormValues } from './forms.ts';
import { Manifests } from './manifests.tsx';

const toYaml = (object: Record<string, unknown>): string => stringify(object, { lineWidth: 0 });

/** The texts of files as one, an object after the other. */
const joined = (parts: readonly string[]): string =>
  parts
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join('\n---\n');

/** New objects: from a form, from YAML, or from files dropped here; all of them are checked and shown before they are made. */
export function CreatePage({ cluster, place }: ClusterPageProps) {
  const { t } = useTranslation();
  const namespace = place.list.namespaces[0] ?? 'default';
  const [kind, setKind] = useState('');
  const [values, setValues] = useState<FormValues>({});
  const [text, setText] = useState('');
  const [checked, setChecked] = useState<{ manifests: readonly WireManifest[]; problems: readonly TextProblem[] }>();
  const [revision, setRevision] = useState(0);
  const picker = useRef<HTMLInputElement>(null);
  const schemaOf = useSchemas(cluster.id);
  const form = forms.find((item) => item.kind === kind);

  const check = useCallback(
    async (written: string) => {
      const found = await checkText(cluster.id, { text: written, namespace });
      setChecked(found);
      return found.problems;
    },
    [cluster.id, namespace],
  );
  const write = (next: string): void => {
    setText(next);
    setChecked(undefined);
    setRevision((count) => count + 1);
  };
  const choose = (chosen: string): void => {
    const next = forms.find((item) => item.kind === chosen);
    setKind(chosen);
    if (next === undefined) return;
    const begun = valuesOf(next);
    setValues(begun);
    write(toYaml(next.toObject(begun, namespace)));
  };
  const answer = (name: string, value: string): void => {
    const next = { ...values, [name]: value };
    setValues(next);
    if (form !== undefined) write(toYaml(form.toObject(next, namespace)));
  };
  const addFiles = async (files: readonly File[]): Promise<void> => {
    const parts = await Promise.all(files.map((file) => file.text()));
    setKind('');
    write(joined([text, ...parts]));
  };
  return (
    <div className={classes.page}>
      <div className={classes.head}>
        <h1>{t('create.title')}</h1>
        <span className={classes.sub}>{t('create.lead', { namespace })}</span>
      </div>
      <div className={classes.columns}>
        <div className={classes.side}>
          <NativeSelect
            label={t('create.form')}
            value={kind}
            data={[{ value: '', label: t('create.noForm') }, ...forms.map((item) => item.kind)]}
            onChange={(event) => choose(event.currentTarget.value)}
          />
          {form === undefined ? null : <FormFields form={form} values={values} onChange={answer} />}
          <input
            ref={picker}
            type="file"
            multiple
            hidden
            accept=".yaml,.yml,.json,text/*"
            onChange={(event) => void addFiles([...(event.currentTarget.files ?? [])])}
          />
          <Button variant="default" size="xs" onClick={() => picker.current?.click()}>
            {t('create.files')}
          </Button>
          <p className={classes.sub}>{t('create.drop')}</p>
        </div>
        <div className={classes.main}>
          <div className={classes.editor}>
            <YamlEditor
              text={text}
              label={t('create.text')}
              onChange={(next) => {
                if (next !== text) write(next);
              }}
              check={check}
              schemaOf={schemaOf}
              onFiles={(files) => void addFiles(files)}
            />
          </div>
          {checked === undefined || text.trim() === '' ? null : (
            <Manifests key={revision} cluster={cluster} manifests={checked.manifests} problems={checked.problems} />
          )}
        </div>
      </div>
    </div>
  );
}
