import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { setList } from '../../resource/use-place.ts';
import { DocumentIcon, SearchIcon } from '../../ui/icons.tsx';
import { State } from '../../ui/states.tsx';

/** No rows: because filters hide all, because the chosen namespaces hold none, or because there are none at all. */
export function EmptyList({
  title,
  filtered,
  namespaces,
}: {
  title: string;
  filtered: boolean;
  namespaces: readonly string[];
}) {
  const { t } = useTranslation();
  if (filtered) {
    const clear = (
      <Button size="xs" variant="default" onClick={() => setList({ keyword: '', labels: '', fields: '' })}>
        {t('list.clearFilters')}
      </Button>
    );
    return (
      <State icon={<SearchIcon />} title={t('list.noMatch')} actions={clear}>
        <p>{t('list.noMatchText', { kind: title })}</p>
      </State>
    );
  }
  if (namespaces.length > 0) {
    const all = (
      <Button size="xs" variant="default" onClick={() => setList({ namespaces: [] })}>
        {t('list.allNamespaces')}
      </Button>
    );
    return (
      <State icon={<DocumentIcon />} title={t('list.empty', { kind: title })} actions={all}>
        <p>{t('list.emptyIn', { namespaces: namespaces.join(', ') })}</p>
      </State>
    );
  }
  return (
    <State icon={<DocumentIcon />} title={t('list.empty', { kind: title })}>
      <p>{t('list.emptyText')}</p>
    </State>
  );
}
