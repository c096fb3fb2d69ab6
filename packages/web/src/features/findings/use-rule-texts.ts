import type { WireFinding } from '@binnacle/api';
import { useTranslation } from 'react-i18next';
import { rulesInChinese } from './rules-zh.ts';

/** What a rule is called and what it advises, in the reader's language; as the server says it where there is no other. */
export const useRuleTexts = (): ((
  finding: Pick<WireFinding, 'code' | 'title' | 'recommendation'>,
) => Pick<WireFinding, 'title' | 'recommendation'>) => {
  const { i18n } = useTranslation();
  return (finding) => (i18n.language === 'zh' ? rulesInChinese[finding.code] : undefined) ?? finding;
};
