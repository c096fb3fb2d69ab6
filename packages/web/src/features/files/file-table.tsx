import type { WireFile } from '@binnacle/api';
import { useTranslation } from 'react-i18next';
import { Age } from '../../ui/age.tsx';
import { DocumentIcon, DownloadIcon, EditIcon, FolderIcon, TrashIcon } from '../../ui/icons.tsx';
import { MoreMenu } from '../../ui/more-menu.tsx';
import { formatBytes } from '../../ui/quantity.ts';
import { Table } from '../../ui/sheet.tsx';
import sheet from '../../ui/sheet.module.css';
import classes from './files.module.css';

export interface FileTableProps {
  path: string;
  items: readonly WireFile[];
  onOpen: (item: WireFile) => void;
  onDownload: (item: WireFile) => void;
  onRename: (item: WireFile) => void;
  onDelete: (item: WireFile) => void;
}

const rank = ({ type }: WireFile): number => (type === 'directory' ? 0 : 1);

/** What is in a folder, folders first. */
export function FileTable({ path, items, onOpen, onDownload, onRename, onDelete }: FileTableProps) {
  const { t } = useTranslation();
  const sorted = items.toSorted((a, b) => rank(a) - rank(b));
  const columns = [t('column.name'), t('files.size'), t('files.mode'), t('files.owner'), t('files.modified'), ''];
  return (
    <Table filling label={t('files.label', { path })} columns={columns}>
      {sorted.map((item) => (
        <tr key={item.name}>
          <td>
            <span className={classes.name}>
              {item.type === 'directory' ? <FolderIcon /> : <DocumentIcon />}
              {item.type === 'other' ? (
                <span>{item.name}</span>
              ) : (
                <button type="button" onClick={() => onOpen(item)}>
                  {item.name}
                </button>
              )}
              {item.target === undefined ? null : <small>→ {item.target}</small>}
            </span>
          </td>
          <td className={`${sheet.nowrap} bn-number`}>{item.type === 'file' ? formatBytes(item.size) : '–'}</td>
          <td className={sheet.nowrap}>
            <code>{item.mode}</code>
          </td>
          <td className={`${sheet.nowrap} bn-number`}>
            {item.uid}:{item.gid}
          </td>
          <td className={sheet.nowrap}>
            <Age at={item.modified_at} />
          </td>
          <td className={classes.more}>
            <MoreMenu
              label={t('row.actions', { name: item.name })}
              entries={[
                item.type !== 'other' && {
                  label: t('action.download'),
                  icon: <DownloadIcon />,
                  onSelect: () => onDownload(item),
                },
                { label: t('files.rename'), icon: <EditIcon />, onSelect: () => onRename(item) },
                {
                  label: t('action.delete'),
                  icon: <TrashIcon />,
                  danger: true,
                  apart: true,
                  onSelect: () => onDelete(item),
                },
              ]}
            />
          </td>
        </tr>
      ))}
    </Table>
  );
}
