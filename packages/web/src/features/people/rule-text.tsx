import type { WireRule } from '@binnacle/api';
import { useTranslation } from 'react-i18next';

/** One rule as a line: verbs on resources, and where. */
export function RuleText({ rule }: { rule: WireRule }) {
  const { t } = useTranslation();
  const list = (names: readonly string[]): string => names.join(', ');
  return (
    <span>
      <code>{list(rule.verbs)}</code> {t('people.on')} <code>{list(rule.resources)}</code> {t('people.in')}{' '}
      <code>{list(rule.clusters)}</code> / <code>{list(rule.namespaces)}</code>
    </span>
  );
}
