import { ActionIcon, Tooltip } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CheckIcon, CopyIcon } from './icons.tsx';

/** Copies a text; says so for two seconds. */
export function CopyButton({ text, label }: { text: () => string; label: string }) {
  const { t } = useTranslation();
  const [done, setDone] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text());
    setDone(true);
    setTimeout(() => setDone(false), 2000);
  };
  return (
    <Tooltip label={done ? t('action.copied') : label}>
      <ActionIcon variant="subtle" color="gray" size="md" aria-label={label} onClick={() => void copy()}>
        {done ? <CheckIcon /> : <CopyIcon />}
      </ActionIcon>
    </Tooltip>
  );
}
