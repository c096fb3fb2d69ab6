import type { WireFile } from '@binnacle/api';
import type { FileAddress } from '@binnacle/api/client';
import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { Dialog, Note } from '../actions/dialog.tsx';
import { joinPath, parentOf } from './file-path.ts';

interface ChangeProps {
  at: FileAddress;
  item: WireFile;
  onClose: () => void;
  onDone: () => void;
}

/** Another name in the same folder; nothing may be there. */
export function RenameDialog({ at, item, onClose, onDone }: ChangeProps) {
  const { t } = useTranslation();
  const [name, setName] = useState(item.name);
  const isName = name !== '' && !name.includes('/') && name !== '.' && name !== '..';
  return (
    <Dialog
      title={t('files.renameTitle')}
      at={{ name: at.path }}
      submit={t('files.rename')}
      disabled={!isName || name === item.name}
      run={() => client.renameFile(at, joinPath(parentOf(at.path), name))}
      done={t('files.renamed')}
      onClose={onClose}
      onDone={onDone}
    >
      <TextInput
        data-autofocus
        label={t('files.newName')}
        value={name}
        error={isName ? null : t('files.noName')}
        onChange={(event) => setName(event.currentTarget.value)}
      />
    </Dialog>
  );
}

/** A file, or a folder with all that is in it. */
export function DeleteFileDialog({ at, item, onClose, onDone }: ChangeProps) {
  const { t } = useTranslation();
  const isFolder = item.type === 'directory';
  return (
    <Dialog
      danger
      title={t('files.deleteTitle')}
      at={{ name: at.path }}
      submit={t('action.delete')}
      run={() => client.deleteFile(at, { recursive: isFolder })}
      done={t('files.deleted')}
      onClose={onClose}
      onDone={onDone}
    >
      <Note tone="warn">{t(isFolder ? 'files.deleteFolder' : 'files.deleteFile')}</Note>
    </Dialog>
  );
}
