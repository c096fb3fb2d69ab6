import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

export interface ConfirmNameProps {
  name: string;
  typed: string;
  onTyped: (typed: string) => void;
}

/** Asks for the name to be typed: a click alone is too easy. */
export function ConfirmName({ name, typed, onTyped }: ConfirmNameProps) {
  const { t } = useTranslation();
  return (
    <TextInput
      label={t('delete.type', { name })}
      value={typed}
      onChange={(event) => onTyped(event.currentTarget.value)}
      autoComplete="off"
      spellCheck={false}
    />
  );
}
