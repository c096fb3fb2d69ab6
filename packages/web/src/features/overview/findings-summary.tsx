import type { ClusterSummary } from '@binnacle/api';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { Link } from '../../resource/link.tsx';
import { toClusterPath } from '../../resource/routes.ts';
import { formatCount } from '../../ui/format.ts';
import { Bar } from '../../ui/states.tsx';
import { ToneIcon } from '../../ui/status.tsx';
import { tones } from '../findings/finding-card.tsx';
import { groupFindings } from '../findings/group-findings.ts';
import { useRuleTexts } from '../findings/use-rule-texts.ts';
import classes from './overview.module.css';

const refreshMs = 15_000;
const most = 5;

/** Findings of a cluster, shared by all who show them. */
export const useFindings = (clusterId: number, enabled = true) =>
  useQuery({
    queryKey: ['findings', clusterId, 'kubernetes'],
    enabled,
    refetchInterval: refreshMs,
    queryFn: ({ signal }) => client.findings(clusterId, { area: 'kubernetes' }, { signal }),
  });

/** The worst of what the rules find, by what it is. */
export function FindingsSummary({ cluster }: { cluster: ClusterSummary }) {
  const { t } = useTranslation();
  const ruleTexts = useRuleTexts();
  const { data, error } = useFindings(cluster.id);
  const groups = groupFindings(data?.items ?? [], { severity: undefined, text: '' });
  return (
    <section className={classes.card} aria-label={t('findings.title')}>
      <h2>
        {t('findings.title')}
        {data === undefined ? null : <small>{formatCount(data.total)}</small>}
        <small className={classes.end}>
          <Link href={toClusterPath(cluster.name, 'findings')}>{t('capacity.allFindings')}</Link>
        </small>
      </h2>
      <ul className={classes.consumers} aria-busy={data === undefined && error === null}>
        {data === undefined ? <li>{error === null ? <Bar width="100%" /> : error.message}</li> : null}
        {data !== undefined && groups.length === 0 ? (
          <li>
            <ToneIcon tone="ok" />
            {t('findings.none')}
          </li>
        ) : null}
        {groups.slice(0, most).map((group) => (
          <li key={group.code}>
            <ToneIcon tone={tones[group.severity]} />
            <span>{ruleTexts(group).title}</span>
            <b className={`bn-number ${classes.end}`}>{formatCount(group.causes.length)}</b>
          </li>
        ))}
      </ul>
    </section>
  );
}
