import type { ClusterSummary, WireKind } from '@binnacle/api';
import type { ObjectAddress } from '@binnacle/api/client';
import { useTranslation } from 'react-i18next';
import { useEvents, useRelated } from '../../api/queries.ts';
import { abilitiesOf } from '../../resource/abilities.ts';
import { fieldsAt, listAt, textAt, textsAt, type Fields } from '../../resource/read-path.ts';
import { findKind } from '../../resource/kinds.ts';
import { Link } from '../../resource/link.tsx';
import { toDetailPath } from '../../resource/routes.ts';
import { Age } from '../../ui/age.tsx';
import { StatusText } from '../../ui/status.tsx';
import { toneOfCondition } from '../../ui/tone.ts';
import { containersOf } from './containers.ts';
import { ContainersCard } from './containers-card.tsx';
import { ConfigCard, SecretCard } from './data-card.tsx';
import classes from './detail.module.css';
import { diagnose } from './diagnosis.ts';
import { factsOf } from './facts.ts';
import { FindingsCard } from './findings-card.tsx';
import { NodeCapacity } from './node-capacity.tsx';
import { PodCauses } from './pod-causes.tsx';
import { PodsCard } from './pods-card.tsx';
import { RelatedCard } from './related-card.tsx';
import { selectorTextOf } from './selector-text.ts';

export interface OverviewPanelProps {
  cluster: ClusterSummary;
  kind: WireKind;
  kinds: readonly WireKind[];
  at: ObjectAddress;
  object: Fields;
}

function Conditions({ object }: { object: Fields }) {
  const { t } = useTranslation();
  const conditions = listAt(object, 'status', 'conditions');
  if (conditions.length === 0) return null;
  return (
    <section className={classes.card}>
      <h2>{t('detail.conditions')}</h2>
      <div className={classes.scroll} tabIndex={0} role="region" aria-label={t('detail.conditions')}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t('column.type')}</th>
              <th scope="col">{t('column.status')}</th>
              <th scope="col">{t('column.reason')}</th>
              <th scope="col">{t('column.message')}</th>
              <th scope="col">{t('detail.since')}</th>
            </tr>
          </thead>
          <tbody>
            {conditions.map((condition) => {
              const type = textAt(condition, 'type');
              const status = textAt(condition, 'status');
              return (
                <tr key={type}>
                  <td className={classes.nowrap}>{type}</td>
                  <td className={classes.nowrap}>
                    <StatusText tone={toneOfCondition(type, status)} text={status} />
                  </td>
                  <td className={classes.nowrap}>{textAt(condition, 'reason')}</td>
                  <td className={classes.message}>{textAt(condition, 'message')}</td>
                  <td className={classes.nowrap}>
                    <Age at={textAt(condition, 'lastTransitionTime')} />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Tags({ title, pairs }: { title: string; pairs: readonly [string, string][] }) {
  if (pairs.length === 0) return null;
  return (
    <section className={classes.card}>
      <h2>
        {title} <small>{pairs.length}</small>
      </h2>
      <div className={classes.tags}>
        {pairs.map(([key, value]) => (
          <span key={key} className={classes.tag}>
            <b>{key}</b>
            {value === '' ? '' : `: ${value}`}
          </span>
        ))}
      </div>
    </section>
  );
}

function Fact({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** How the console addresses Namespaces. */
const namespaces = { group: '', version: 'v1', plural: 'namespaces' };

/** What can be said of an object by its shape; no kind has a page of its own. */
export function OverviewPanel({ cluster, kind, kinds, at, object }: OverviewPanelProps) {
  const { t } = useTranslation();
  const { logs, data } = abilitiesOf(kind);
  const containers = containersOf(object);
  const selector = kind.capabilities.includes('selectsPods')
    ? selectorTextOf(fieldsAt(object, 'spec', 'selector'))
    : '';
  const pods = findKind(kinds, 'v1', 'Pod');
  const isNode = kind.group === '' && kind.plural === 'nodes';
  const created = textAt(object, 'metadata', 'creationTimestamp');
  const namespace = textAt(object, 'metadata', 'namespace');
  const related = useRelated(at, textAt(object, 'metadata', 'resourceVersion')).data;
  const events = useEvents(at).data;
  const findings = diagnose(kind.kind, object, { events, related });
  return (
    <div className={classes.columns}>
      <div className={classes.stack}>
        <FindingsCard findings={findings} hasLogs={logs}>
          {selector === '' ? null : <PodCauses at={at} cluster={cluster.name} kind={kind} />}
        </FindingsCard>
        {selector === '' || pods === undefined ? null : (
          <PodsCard cluster={cluster} kind={pods} of={{ namespace, labels: selector }} />
        )}
        {isNode ? <NodeCapacity clusterId={cluster.id} name={at.name} /> : null}
        {isNode && pods !== undefined ? (
          <PodsCard cluster={cluster} kind={pods} of={{ fields: `spec.nodeName=${at.name}` }} />
        ) : null}
        {containers.length === 0 ? null : <ContainersCard containers={containers} />}
        {data === 'open' ? <ConfigCard object={object} /> : null}
        {data === 'hidden' ? <SecretCard at={at} object={object} /> : null}
        <Conditions object={object} />
        <Tags title={t('detail.annotations')} pairs={textsAt(object, 'metadata', 'annotations')} />
      </div>
      <div className={classes.stack}>
        <section className={classes.card}>
          <h2>{t('detail.facts')}</h2>
          <dl className={classes.facts}>
            {namespace === '' ? null : (
              <Fact label={t('column.namespace')}>
                <Link href={toDetailPath({ cluster: cluster.name, ...namespaces, namespace: '', name: namespace })}>
                  {namespace}
                </Link>
              </Fact>
            )}
            {factsOf(object).map((fact) => (
              <Fact key={fact.label} label={t(fact.label)}>
                {fact.text}
              </Fact>
            ))}
            <Fact label={t('detail.created')}>
              {created} (<Age at={created} />)
            </Fact>
            <Fact label="UID">
              <code>{textAt(object, 'metadata', 'uid')}</code>
            </Fact>
          </dl>
        </section>
        {related === undefined ? null : <RelatedCard cluster={cluster} related={related} />}
        <Tags title={t('detail.labels')} pairs={textsAt(object, 'metadata', 'labels')} />
      </div>
    </div>
  );
}
