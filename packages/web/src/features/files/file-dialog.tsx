import { Button, Textarea } from '@mantine/core';
import { fromThrown, toConsoleError, type FileAddress } from '@binnacle/api/client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { DownloadIcon } from '../../ui/icons.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Modal } from '../../ui/modal.tsx';
import { showToast } from '../../ui/toast.tsx';
import { ErrorNote, Note } from '../actions/dialog.tsx';
import classes from './files.module.css';
import { upload } from './upload.ts';

/** Larger ones are for an editor of the reader's own. */
export const largestText = 1_000_000;

/** The text of a file; null when it is none. */
const readText = async (at: FileAddress, signal: AbortSignal): Promise<string | null> => {
  const response = await fetch(client.fileUrl(at, { download: true }), { signal });
  if (!response.ok) throw toConsoleError(response.status, response.statusText, await response.json().catch(() => ({})));
  const bytes = await response.arrayBuffer();
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
};

/** A text file, to read and to change. */
export function FileDialog({ at, onClose, onSaved }: { at: FileAddress; onClose: () => void; onSaved: () => void }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<string>();
  const file = useQuery({
    queryKey: ['file', at],
    gcTime: 0,
    // What is being written must not change under the hand.
    refetchOnWindowFocus: false,
    queryFn: ({ signal }) => readText(at, signal),
  });
  const save = useMutation({
    mutationFn: (text: string) =>
      upload({
        url: client.fileUrl(at),
        file: new Blob([text]),
        onProgress: () => {},
        signal: new AbortController().signal,
      }),
    onSuccess: () => {
      showToast({ tone: 'ok', title: t('files.saved'), detail: at.path });
      onSaved();
      onClose();
    },
  });
  return (
    <Modal size="xl" onClose={onClose} title={<b>{at.path}</b>} closeOnClickOutside={draft === undefined}>
      <Loaded result={file}>
        {(text) =>
          text === null ? (
            <Note>{t('files.binary')}</Note>
          ) : (
            <Textarea
              aria-label={t('files.content', { path: at.path })}
              classNames={{ input: classes.text ?? '' }}
              rows={24}
              spellCheck={false}
              value={draft ?? text}
              onChange={(event) => setDraft(event.currentTarget.value)}
            />
          )
        }
      </Loaded>
      {save.error === null ? null : <ErrorNote error={fromThrown(save.error)} />}
      <div className={classes.buttons}>
        <Button
          component="a"
          href={client.fileUrl(at, { download: true })}
          download
          variant="subtle"
          color="gray"
          leftSection={<DownloadIcon width={14} height={14} />}
        >
          {t('action.download')}
        </Button>
        <Button variant="default" onClick={onClose}>
          {t('action.cancel')}
        </Button>
        <Button
          disabled={draft === undefined || draft === file.data}
          loading={save.isPending}
          onClick={() => (draft === undefined ? undefined : save.mutate(draft))}
        >
          {t('files.save')}
        </Button>
      </div>
    </Modal>
  );
}
