import { Button, CloseButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { formatBytes } from '../../ui/quantity.ts';
import { useErrorText } from '../../ui/states.tsx';
import { StatusText } from '../../ui/status.tsx';
import type { TextKey } from '../../ui/text/text-key.ts';
import type { Tone } from '../../ui/tone.ts';
import classes from './files.module.css';
import type { Upload } from './use-uploads.ts';

const labels: Readonly<Record<Upload['state'], TextKey>> = {
  waiting: 'files.waiting',
  sending: 'files.sending',
  done: 'files.done',
  cancelled: 'files.cancelled',
  failed: 'files.failed',
};
const tones: Readonly<Record<Upload['state'], Tone>> = {
  waiting: 'idle',
  sending: 'busy',
  done: 'ok',
  cancelled: 'idle',
  failed: 'bad',
};

export interface UploadListProps {
  uploads: readonly Upload[];
  onCancel: (id: number) => void;
  onClear: () => void;
}

/** How far each upload has come; those under way can be cancelled. */
export function UploadList({ uploads, onCancel, onClear }: UploadListProps) {
  const { t } = useTranslation();
  const textOf = useErrorText();
  if (uploads.length === 0) return null;
  return (
    <section className={classes.uploads} aria-label={t('files.uploads')}>
      <ul>
        {uploads.map(({ id, name, size, sent, state, error }) => (
          <li key={id}>
            <span className="bn-ellipsis">{name}</span>
            <progress
              className={classes.progress}
              max={Math.max(1, size)}
              value={size === 0 && state === 'done' ? 1 : sent}
              aria-label={t('files.progress', { name })}
            />
            <span className={`${classes.amount} bn-number`}>
              {formatBytes(sent)} / {formatBytes(size)}
            </span>
            <StatusText
              tone={tones[state]}
              text={error === undefined ? t(labels[state]) : `${t(labels[state])}: ${textOf(error)}`}
            />
            {state === 'waiting' || state === 'sending' ? (
              <CloseButton size="sm" aria-label={t('files.cancel', { name })} onClick={() => onCancel(id)} />
            ) : null}
          </li>
        ))}
      </ul>
      <Button size="compact-xs" variant="subtle" color="gray" onClick={onClear}>
        {t('files.clear')}
      </Button>
    </section>
  );
}
