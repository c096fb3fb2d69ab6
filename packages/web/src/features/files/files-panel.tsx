import type { WireFile } from '@binnacle/api';
import type { FileAddress } from '@binnacle/api/client';
import { Button, NativeSelect } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useRef, useState, type DragEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { askAgain } from '../../api/ask-again.ts';
import { client } from '../../api/client.ts';
import type { Fields } from '../../resource/read-path.ts';
import { DownloadIcon, FolderIcon, PlusIcon } from '../../ui/icons.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { State } from '../../ui/states.tsx';
import { annotatedContainer, liveContainers, stateWhenStopped, writableMounts } from '../detail/containers.ts';
import { DeleteFileDialog, RenameDialog } from './change-dialogs.tsx';
import { FileDialog, largestText } from './file-dialog.tsx';
import { foldersOn, joinPath, resolvePath } from './file-path.ts';
import { FileTable } from './file-table.tsx';
import classes from './files.module.css';
import { UploadList } from './upload-list.tsx';
import { useUploads } from './use-uploads.ts';

export interface FilesPanelProps {
  clusterId: number;
  namespace: string;
  pod: string;
  object: Fields;
}

type Asked = { what: 'open' | 'rename' | 'delete'; item: WireFile };

/** The files of a container: folders, texts, downloads, and uploads by choice or by drop. */
export function FilesPanel({ clusterId, namespace, pod, object }: FilesPanelProps) {
  const { t } = useTranslation();
  const containers = liveContainers(object);
  const [container, setContainer] = useState(annotatedContainer(object) || (containers[0] ?? ''));
  const [path, setPath] = useState('/');
  const [asked, setAsked] = useState<Asked>();
  const [isOver, setOver] = useState(false);
  const picker = useRef<HTMLInputElement>(null);
  const at = (name?: string): FileAddress => ({
    clusterId,
    namespace,
    pod,
    container,
    path: name === undefined ? path : joinPath(path, name),
  });
  const folderKey = ['files', clusterId, namespace, pod, container, path];
  const stopped = stateWhenStopped(object, container);
  const folder = useQuery({
    queryKey: folderKey,
    placeholderData: keepPreviousData,
    enabled: stopped === undefined,
    queryFn: ({ signal }) => client.listFiles(at(), { signal }),
  });
  /** What is shown is the folder before: it is dimmed, and nothing of it can be opened. */
  const isReading = folder.isPlaceholderData;
  const writable = writableMounts(object, container);
  // Of the folder that is changed: another one may be shown by the time the change has ended.
  const refresh = (): void => void askAgain(folderKey);
  const { uploads, add, cancel, clear } = useUploads();
  const send = (files: readonly File[]): void =>
    add(files, { urlOf: (name) => client.fileUrl(at(name)), onEnded: refresh });

  /** Whether a link leads to a folder is known only when that is asked for. */
  const follow = async (item: WireFile): Promise<void> => {
    const target = resolvePath(path, item.target ?? item.name);
    const isFolder = await client.listFiles({ ...at(), path: target }).then(
      () => true,
      () => false,
    );
    if (isFolder) setPath(target);
    else setAsked({ what: 'open', item });
  };
  const open = (item: WireFile): void => {
    if (isReading) return;
    if (item.type === 'directory') setPath(joinPath(path, item.name));
    else if (item.type === 'link') void follow(item);
    else if (item.size > largestText) download(item);
    else setAsked({ what: 'open', item });
  };
  const download = (item: WireFile): void => {
    location.assign(client.fileUrl(at(item.name), { download: true }));
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    send([...event.dataTransfer.files]);
  };
  const close = (): void => setAsked(undefined);
  const change = asked && {
    at: at(asked.item.name),
    item: asked.item,
    onClose: close,
    onDone: refresh,
  };
  return (
    <div
      className={classes.panel}
      data-over={isOver || undefined}
      data-reading={isReading || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <div className={classes.tools}>
        <NativeSelect
          size="xs"
          aria-label={t('logs.container')}
          value={container}
          data={containers}
          onChange={(event) => {
            setContainer(event.currentTarget.value);
            setPath('/');
          }}
        />
        <nav className={classes.crumbs} aria-label={t('files.path')}>
          {foldersOn(path).map((step) => (
            <button
              key={step.path}
              type="button"
              aria-current={step.path === path ? 'page' : undefined}
              onClick={() => setPath(step.path)}
            >
              {step.name}
            </button>
          ))}
        </nav>
        {isReading ? (
          <span className={classes.note} role="status">
            {t('files.reading', { path })}
          </span>
        ) : null}
        <span className={classes.end}>
          <Button
            component="a"
            href={client.fileUrl(at(), { download: true })}
            download
            size="compact-sm"
            variant="subtle"
            color="gray"
            leftSection={<DownloadIcon width={14} height={14} />}
          >
            {t('files.downloadFolder')}
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<PlusIcon width={14} height={14} />}
            onClick={() => picker.current?.click()}
          >
            {t('files.upload')}
          </Button>
          <input
            ref={picker}
            type="file"
            multiple
            hidden
            aria-label={t('files.upload')}
            onChange={(event) => {
              send([...(event.currentTarget.files ?? [])]);
              event.currentTarget.value = '';
            }}
          />
        </span>
      </div>
      <UploadList uploads={uploads} onCancel={cancel} onClear={clear} />
      {writable === undefined ? null : (
        <p className={classes.note} role="note">
          {writable.length === 0 ? t('files.readOnly') : t('files.readOnlyBut', { paths: writable.join(', ') })}
        </p>
      )}
      {stopped === undefined ? (
        <Loaded result={folder} waiting={t('files.connecting', { container })}>
          {({ items }) =>
            items.length === 0 ? (
              <State icon={<FolderIcon />} title={t('files.empty')}>
                <p>{t('files.dropHere')}</p>
              </State>
            ) : (
              <FileTable
                path={path}
                items={items}
                onOpen={open}
                onDownload={download}
                onRename={(item) => setAsked({ what: 'rename', item })}
                onDelete={(item) => setAsked({ what: 'delete', item })}
              />
            )
          }
        </Loaded>
      ) : (
        <State icon={<FolderIcon />} title={t('files.stopped', { container })}>
          <p>{t('files.stoppedText', { state: stopped })}</p>
        </State>
      )}
      {asked?.what === 'open' && change !== undefined ? (
        <FileDialog at={change.at} onClose={close} onSaved={change.onDone} />
      ) : null}
      {asked?.what === 'rename' && change !== undefined ? <RenameDialog {...change} /> : null}
      {asked?.what === 'delete' && change !== undefined ? <DeleteFileDialog {...change} /> : null}
    </div>
  );
}
