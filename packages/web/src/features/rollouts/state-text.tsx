import type { RolloutSummary } from '@binnacle/api';
import { useTranslation } from 'react-i18next';
import { StatusText } from '../../ui/status.tsx';
import { useTicking } from '../../ui/tick.ts';
import { isStuck, stateWords } from './release-words.ts';

/** True while Pods of the release's step do not get ready; looked at each second. */
export const useStuck = (release: Parameters<typeof isStuck>[0]): boolean =>
  useTicking((now) => (isStuck(release, now) ? 'stuck' : '')) === 'stuck';

/** What a release is doing, as icon, colour and word. */
export function StateText({ release }: { release: RolloutSummary }) {
  const { t } = useTranslation();
  const stuck = useStuck(release);
  const { label, tone } = stateWords[release.state];
  return stuck ? (
    <StatusText tone="bad" text={t('rollouts.state.stuck')} />
  ) : (
    <StatusText tone={tone} text={t(label)} />
  );
}
