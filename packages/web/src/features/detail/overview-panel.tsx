import type { ClusterSummary, WireKind } from '@binnacle/api';
import { useTranslation } from 'react-i18next';
import { fieldsAt, listAt, textAt, textsAt, type Fields } from '../../resource/read-path.ts';
import { findKind } from '../../resource/kinds.ts';
import { Link } from '../../resource/link.tsx';
import { toDetailPath } from '../../resource/routes.ts';
import { Age } from '../../ui/age.tsx';
import { StatusText } from '../../ui/status.tsx';
import { toneOfCondition } from '../../ui/tone.ts';
import { containersOf } from './containers.ts';
import { ContainersCard } from './containers-card.tsx';
import classes from './detail.module.css';
import { factsOf } from './facts.ts';
import { PodsCard } from './pods-card.tsx';
import { selectorTextOf } from './selector-text.ts';

export interface OverviewPanelProps {
  cluster: ClusterSummary;
  kind: WireKind;
  kinds: readonly WireKind[];
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

/** Objects that this one belongs to or runs on. */
function Related({ cluster, kinds, object }: Omit<OverviewPanelProps, 'kind'>) {
  const { t } = useTranslation();
  const namespace = textAt(object, 'metadata', 'namespace');
  const link = (kind: WireKind | undefined, name: string) =>
    kind === undefined ? (
      name
    ) : (
      <Link href={toDetailPath({ cluster: cluster.name, ...kind, namespace: kind.namespaced ? namespace : '', name })}>
        {name}
      </Link>
    );
  const owners = listAt(object, 'metadata', 'ownerReferences');
  const node = textAt(object, 'spec', 'nodeName');
  const account = textAt(object, 'spec', 'serviceAccountName');
  return (
    <>
      {owners.map((owner) => (
        <Fact key={textAt(owner, 'uid')} label={t('detail.owner')}>
          {textAt(owner, 'kind')}{' '}
          {link(findKind(kinds, textAt(owner, 'apiVersion'), textAt(owner, 'kind')), textAt(owner, 'name'))}
        </Fact>
      ))}
      {node === '' ? null : <Fact label={t('column.node')}>{link(findKind(kinds, 'v1', 'Node'), node)}</Fact>}
      {account === '' ? null : (
        <Fact label={t('detail.serviceAccount')}>{link(findKind(kinds, 'v1', 'ServiceAccount'), account)}</Fact>
      )}
      {namespace === '' ? null : (
        <Fact label={t('column.namespace')}>{link(findKind(kinds, 'v1', 'Namespace'), namespace)}</Fact>
      )}
    </>
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

/** What can be said of an object by its shape; no kind has a page of its own. */
export function OverviewPanel({ cluster, kind, kinds, object }: OverviewPanelProps) {
  const { t } = useTranslation();
  const containers = containersOf(object);
  const selector = kind.capabilities.includes('selectsPods')
    ? selectorTextOf(fieldsAt(object, 'spec', 'selector'))
    : '';
  const pods = findKind(kinds, 'v1', 'Pod');
  const created = textAt(object, 'metadata', 'creationTimestamp');
  return (
    <div className={classes.columns}>
      <div className={classes.stack}>
        {selector === '' || pods === undefined ? null : (
          <PodsCard
            cluster={cluster}
            kind={pods}
            namespace={textAt(object, 'metadata', 'namespace')}
            selector={selector}
          />
        )}
        {containers.length === 0 ? null : <ContainersCard containers={containers} />}
        <Conditions object={object} />
        <Tags title={t('detail.annotations')} pairs={textsAt(object, 'metadata', 'annotations')} />
      </div>
      <div className={classes.stack}>
        <section className={classes.card}>
          <h2>{t('detail.facts')}</h2>
          <dl className={classes.facts}>
            <Related cluster={cluster} kinds={kinds} object={object} />
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
        <Tags title={t('detail.labels')} pairs={textsAt(object, 'metadata', 'labels')} />
      </div>
    </div>
  );
}
