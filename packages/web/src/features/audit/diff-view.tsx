import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import audit from './audit.module.css';
import { toDiffLines, type DiffLine } from './diff-lines.ts';

const marks: Readonly<Record<DiffLine['type'], string>> = { same: ' ', removed: '-', added: '+', skipped: '⋯' };

/** What a write changed, line by line; what stayed the same is cut short. */
export function DiffView({ before, after }: { before: unknown; after: unknown }) {
  const { t } = useTranslation();
  const lines = useMemo(() => toDiffLines(before, after), [before, after]);
  const words = { same: '', removed: t('audit.removed'), added: t('audit.added'), skipped: '' };
  if (lines.every(({ type }) => type === 'same' || type === 'skipped')) return <p>{t('audit.unchanged')}</p>;
  return (
    <div className={audit.diff} tabIndex={0} role="region" aria-label={t('audit.changes')}>
      {lines.map(({ type, text }, index) => (
        <div key={index} className={audit[type]}>
          <span aria-hidden="true">{marks[type]}</span>
          {words[type] === '' ? null : <span className="bn-hidden">{words[type]}</span>}
          <span>{type === 'skipped' ? t('audit.skipped', { lines: text }) : text}</span>
        </div>
      ))}
    </div>
  );
}
