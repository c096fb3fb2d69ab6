import { fromThrown } from '@binnacle/api/client';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { people } from '../../api/people.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Modal } from '../../ui/modal.tsx';
import { NamesInput } from '../../ui/names-input.tsx';
import sheet from '../../ui/sheet.module.css';
import { ErrorNote, Note } from '../actions/dialog.tsx';
import dialog from '../actions/dialog.module.css';
import styles from '../people/people.module.css';
import { refreshOwn } from './use-own.ts';

const lifetimes = [7, 30, 90, 366];

/** Makes a key and shows it, this once. */
export function NewKeyDialog({ roles: own, onClose }: { roles: readonly string[]; onClose: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [roles, setRoles] = useState<string[]>(own.length === 0 ? ['viewer'] : [...own]);
  const [days, setDays] = useState(90);
  const create = useMutation({
    mutationFn: () => people.createKey({ name: name.trim(), roles, expires_in_days: days }),
    onSuccess: refreshOwn,
  });
  const ready = name.trim() !== '' && roles.length > 0 && !create.isPending;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (ready) create.mutate();
  };
  return (
    <Modal onClose={onClose} title={<b>{t('profile.addKey')}</b>} closeOnClickOutside={false}>
      {create.data === undefined ? (
        <form className={sheet.form} onSubmit={submit}>
          <TextInput
            label={t('column.name')}
            description={t('profile.keyNameHint')}
            value={name}
            maxLength={128}
            onChange={(event) => setName(event.currentTarget.value)}
            data-autofocus
          />
          <NamesInput
            label={t('people.roles')}
            description={t('profile.keyRolesHint')}
            value={roles}
            onChange={setRoles}
          />
          <NativeSelect
            label={t('profile.lifetime')}
            value={String(days)}
            data={lifetimes.map((value) => ({ value: String(value), label: t('profile.days', { days: value }) }))}
            onChange={(event) => setDays(Number(event.currentTarget.value))}
          />
          {create.error === null ? null : <ErrorNote error={fromThrown(create.error)} />}
          <div className={dialog.buttons}>
            <Button variant="default" onClick={onClose}>
              {t('action.cancel')}
            </Button>
            <Button type="submit" disabled={!ready} loading={create.isPending}>
              {t('profile.addKey')}
            </Button>
          </div>
        </form>
      ) : (
        <div className={sheet.form}>
          <Note tone="warn">{t('profile.keyOnce')}</Note>
          <div className={styles.key}>
            <code>{create.data.key}</code>
            <CopyButton text={() => create.data.key} label={t('profile.copyKey')} />
          </div>
          <p>{t('profile.keyUse')}</p>
          <div className={dialog.buttons}>
            <Button onClick={onClose}>{t('action.close')}</Button>
          </div>
        </div>
      )}
    </Modal>
  );
}
