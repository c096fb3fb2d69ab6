import type { WireContext } from '@binnacle/api';
import { fromThrown } from '@binnacle/api/client';
import { Button, Checkbox, FileButton, Textarea, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { Note } from '../actions/dialog.tsx';
import sheet from '../../ui/sheet.module.css';
import classes from './clusters.module.css';

export interface KubeconfigChoice {
  kubeconfig: string;
  /** Those chosen. */
  contexts: readonly string[];
  /** What the one chosen context will be called. */
  name: string;
}

export const noChoice: KubeconfigChoice = { kubeconfig: '', contexts: [], name: '' };

/** The current context where it can be used, else the only one. */
const firstChoice = (contexts: readonly WireContext[]): readonly string[] => {
  const usable = contexts.filter(({ problem, is_taken }) => problem === undefined && !is_taken);
  const current = usable.find(({ is_current }) => is_current) ?? (usable.length === 1 ? usable[0] : undefined);
  return current === undefined ? [] : [current.name];
};

export interface KubeconfigFieldsProps {
  choice: KubeconfigChoice;
  onChange: (choice: KubeconfigChoice) => void;
}

/** A kubeconfig, pasted or from a file, and which of its contexts become clusters. */
export function KubeconfigFields({ choice, onChange }: KubeconfigFieldsProps) {
  const { t } = useTranslation();
  const inspect = useMutation({
    mutationFn: (kubeconfig: string) => client.inspectKubeconfig(kubeconfig),
    onSuccess: ({ contexts }, kubeconfig) => {
      const chosen = firstChoice(contexts);
      onChange({ kubeconfig, contexts: chosen, name: chosen[0] ?? '' });
    },
  });
  const read = (kubeconfig: string): void => {
    onChange({ ...noChoice, kubeconfig });
    if (kubeconfig.trim() === '') inspect.reset();
    else inspect.mutate(kubeconfig);
  };
  const toggle = (name: string, on: boolean): void => {
    const contexts = on ? [...choice.contexts, name] : choice.contexts.filter((chosen) => chosen !== name);
    onChange({ ...choice, contexts, name: contexts.length === 1 ? (contexts[0] ?? '') : '' });
  };
  const contexts = inspect.data?.contexts ?? [];
  return (
    <div className={sheet.form}>
      <Textarea
        className={classes.area}
        label={t('clusters.kubeconfig')}
        placeholder={'apiVersion: v1\nkind: Config\n…'}
        value={choice.kubeconfig}
        onChange={(event) => read(event.currentTarget.value)}
        rows={6}
        spellCheck={false}
        autoComplete="off"
        data-autofocus
      />
      <div className={classes.file}>
        <FileButton onChange={(file) => void file?.text().then(read)} accept=".yaml,.yml,.json,.conf,*/*">
          {(props) => (
            <Button {...props} size="xs" variant="default">
              {t('clusters.chooseFile')}
            </Button>
          )}
        </FileButton>
        <span>{t('clusters.fileHint')}</span>
      </div>
      {inspect.error === null ? null : <Note tone="bad">{fromThrown(inspect.error).message}</Note>}
      {contexts.length === 0 ? null : (
        <fieldset className={classes.contexts}>
          <legend>{t('clusters.contexts')}</legend>
          {contexts.map((context) => (
            <Checkbox
              key={context.name}
              label={context.name}
              description={<ContextNote context={context} />}
              checked={choice.contexts.includes(context.name)}
              disabled={context.problem !== undefined}
              onChange={(event) => toggle(context.name, event.currentTarget.checked)}
            />
          ))}
        </fieldset>
      )}
      {choice.contexts.length === 1 ? (
        <TextInput
          label={t('column.name')}
          value={choice.name}
          maxLength={100}
          onChange={(event) => onChange({ ...choice, name: event.currentTarget.value })}
        />
      ) : null}
    </div>
  );
}

function ContextNote({ context }: { context: WireContext }) {
  const { t } = useTranslation();
  if (context.problem !== undefined) return <span className={classes.problem}>{context.problem}</span>;
  const facts = [context.server, context.is_taken ? t('clusters.taken') : undefined].filter(
    (fact) => fact !== undefined,
  );
  return <span>{facts.join(' · ')}</span>;
}
