import { Checkbox, PasswordInput, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Note } from '../actions/dialog.tsx';
import sheet from '../../ui/sheet.module.css';
import classes from './clusters.module.css';

export interface Address {
  name: string;
  server: string;
  token: string;
  /** PEM. */
  ca: string;
  skipVerify: boolean;
}

export const emptyAddress: Address = { name: '', server: '', token: '', ca: '', skipVerify: false };

/** A cluster by its API server's address and a bearer token. */
export function AddressFields({ address, onChange }: { address: Address; onChange: (address: Address) => void }) {
  const { t } = useTranslation();
  const set = (change: Partial<Address>): void => onChange({ ...address, ...change });
  return (
    <div className={sheet.form}>
      <div className={sheet.pair}>
        <TextInput
          label={t('column.name')}
          value={address.name}
          maxLength={100}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <TextInput
          label={t('clusters.server')}
          placeholder="https://k8s-api.example.com:6443"
          value={address.server}
          spellCheck={false}
          onChange={(event) => set({ server: event.currentTarget.value })}
        />
      </div>
      <PasswordInput
        label={t('clusters.token')}
        value={address.token}
        autoComplete="off"
        visibilityToggleButtonProps={{ 'aria-label': t('clusters.showToken') }}
        onChange={(event) => set({ token: event.currentTarget.value })}
      />
      <Textarea
        className={classes.area}
        label={t('clusters.ca')}
        placeholder="-----BEGIN CERTIFICATE-----"
        value={address.ca}
        rows={3}
        spellCheck={false}
        disabled={address.skipVerify}
        onChange={(event) => set({ ca: event.currentTarget.value })}
      />
      <Checkbox
        label={t('clusters.skipVerify')}
        checked={address.skipVerify}
        onChange={(event) => set({ skipVerify: event.currentTarget.checked, ca: '' })}
      />
      {address.skipVerify ? <Note tone="warn">{t('clusters.skipVerifyNote')}</Note> : null}
    </div>
  );
}
