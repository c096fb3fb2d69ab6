import type { FindingArea, FindingSeverity } from '@binnacle/api';
import { fromThrown } from '@binnacle/api/client';
import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import type { ClusterPageProps } from '../../app/pages.ts';
import { formatClock, formatCount } from '../../ui/format.ts';
import { OkIcon, WarnIcon } from '../../ui/icons.tsx';
import { Bar, Failure, State } from '../../ui/states.tsx';
import { ToneIcon } from '../../ui/status.tsx';
import report from '../../ui/report.module.css';
import { FindingCard, tones } from './finding-card.tsx';
import classes from './findings.module.css';
import { groupFindings } from './group-findings.ts';

const areas = [
  { area: 'kubernetes', label: 'findings.kubernetes' },
  { area: 'istio', label: 'findings.istio' },
] as const;
const refreshMs = 10_000;
const severities: readonly {
  severity: FindingSeverity;
  label: 'findings.critical' | 'findings.warning' | 'findings.info';
}[] = [
  { severity: 'critical', label: 'findings.critical' },
  { severity: 'warning', label: 'findings.warning' },
  { severity: 'info', label: 'findings.info' },
];

/** What is wrong in a cluster, the worst first, by what it is; each with what to do about it. */
export function FindingsPage({ cluster, place }: ClusterPageProps) {
  const { t } = useTranslation();
  const [area, setArea] = useState<FindingArea>('kubernetes');
  const [severity, setSeverity] = useState<FindingSeverity>();
  const [text, setText] = useState('');
  const { namespaces } = place.list;
  const query = useQuery({
    queryKey: ['findings', cluster.id, area],
    refetchInterval: refreshMs,
    queryFn: ({ signal }) => client.findings(cluster.id, { area }, { signal }),
  });
  const reply = query.data;
  const inNamespaces = (reply?.items ?? []).filter(
    ({ object }) => namespaces.length === 0 || object.namespace === '' || namespaces.includes(object.namespace),
  );
  const groups = groupFindings(inNamespaces, { severity, text });
  const noIstio = area === 'istio' && (reply?.unknown ?? []).some(({ kind }) => kind === 'Gateway');
  return (
    <div className={report.page}>
      <div className={report.head}>
        <h1>{t('findings.title')}</h1>
        <div role="group" aria-label={t('findings.area')} className={classes.chips}>
          {areas.map(({ area: one, label }) => (
            <button
              key={one}
              type="button"
              className={classes.chip}
              aria-pressed={area === one}
              onClick={() => setArea(one)}
            >
              {t(label)}
            </button>
          ))}
        </div>
        {reply === undefined ? null : (
          <span className={report.at} role="status">
            {t('findings.at', { time: formatClock(Date.parse(reply.at), Date.now()) })}
          </span>
        )}
      </div>
      {query.error !== null && reply === undefined ? (
        <Failure error={fromThrown(query.error)} onRetry={() => void query.refetch()} />
      ) : noIstio ? (
        <State icon={<WarnIcon />} title={t('findings.noIstio')}>
          <p>{t('findings.noIstioText')}</p>
        </State>
      ) : (
        <>
          <div className={report.tools}>
            <div role="group" aria-label={t('findings.severity')} className={classes.chips}>
              {severities.map(({ severity: one, label }) => (
                <button
                  key={one}
                  type="button"
                  className={classes.chip}
                  aria-pressed={severity === one}
                  onClick={() => setSeverity(severity === one ? undefined : one)}
                >
                  <ToneIcon tone={tones[one]} />
                  {t(label)}
                  <b>{reply === undefined ? '–' : formatCount(reply.counts[one])}</b>
                </button>
              ))}
            </div>
            <TextInput
              size="xs"
              className={report.filter}
              aria-label={t('findings.filter')}
              placeholder={t('findings.filter')}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
            />
          </div>
          {reply === undefined ? (
            <section className={classes.card} aria-busy="true">
              <header className={classes.cardHead}>
                <Bar width={260} />
              </header>
              <p className={classes.advice}>
                <Bar width="60%" />
              </p>
            </section>
          ) : null}
          {reply !== undefined && groups.length === 0 ? (
            <State icon={<OkIcon />} title={t(inNamespaces.length === 0 ? 'findings.none' : 'findings.notFound')}>
              <p>{t(inNamespaces.length === 0 ? 'findings.noneText' : 'findings.notFoundText')}</p>
            </State>
          ) : null}
          {groups.map((group) => (
            <FindingCard
              key={group.code}
              cluster={cluster.name}
              group={group}
              kindOf={({ group: apiGroup, kind }) =>
                place.kinds?.find((one) => one.group === apiGroup && one.kind === kind)
              }
            />
          ))}
          {reply !== undefined && reply.items.length < reply.total ? (
            <p className={classes.where}>
              {t('findings.more', { shown: formatCount(reply.items.length), total: formatCount(reply.total) })}
            </p>
          ) : null}
          {reply === undefined || reply.unknown.length === 0 ? null : (
            <section className={classes.card} aria-label={t('findings.unknown')}>
              <header className={classes.cardHead}>
                <WarnIcon />
                <h2>{t('findings.unknown')}</h2>
              </header>
              <ul className={classes.list}>
                {reply.unknown.map(({ kind, reason }) => (
                  <li key={kind} className={classes.item}>
                    <b>{kind}</b>
                    <span className={classes.message}>{reason}</span>
                  </li>
                ))}
              </ul>
            </section>
          )}
        </>
      )}
    </div>
  );
}
