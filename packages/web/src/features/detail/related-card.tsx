import type { ClusterSummary, RelatedReply, WireRelated, WireRelation } from '@binnacle/api';
import { useTranslation } from 'react-i18next';
import { Link } from '../../resource/link.tsx';
import { toDetailPath } from '../../resource/routes.ts';
import { StatusText } from '../../ui/status.tsx';
import type { TextKey } from '../../ui/text/text-key.ts';
import classes from './detail.module.css';

/** How a relation reads from the object that has it, and from the other end. */
const words: Readonly<Record<WireRelation, { to: TextKey; from: TextKey }>> = {
  owner: { to: 'related.owner', from: 'related.owns' },
  mounts: { to: 'related.mounts', from: 'related.mountedBy' },
  environment: { to: 'related.environment', from: 'related.environmentOf' },
  pullSecret: { to: 'related.pullSecret', from: 'related.pullSecretOf' },
  account: { to: 'related.account', from: 'related.accountOf' },
  node: { to: 'related.node', from: 'related.nodeOf' },
  priority: { to: 'related.priority', from: 'related.priorityOf' },
  governing: { to: 'related.governing', from: 'related.governingOf' },
  class: { to: 'related.class', from: 'related.classOf' },
  volume: { to: 'related.volume', from: 'related.volumeOf' },
  claim: { to: 'related.claim', from: 'related.claimOf' },
  backend: { to: 'related.backend', from: 'related.backendOf' },
  certificate: { to: 'related.certificate', from: 'related.certificateOf' },
  target: { to: 'related.target', from: 'related.targetOf' },
  role: { to: 'related.role', from: 'related.roleOf' },
  subject: { to: 'related.subject', from: 'related.subjectOf' },
  selects: { to: 'related.selects', from: 'related.selectedBy' },
};

function Item({ cluster, item }: { cluster: ClusterSummary; item: WireRelated }) {
  const { t } = useTranslation();
  const href = toDetailPath({ cluster: cluster.name, ...item });
  return (
    <dd>
      <span className={classes.sub}>{item.kind}</span>
      {item.plural === '' || item.missing ? item.name : <Link href={href}>{item.name}</Link>}
      {item.missing ? (
        <StatusText
          tone={item.optional ? 'idle' : 'bad'}
          text={t(item.optional ? 'related.absent' : 'related.missing')}
        />
      ) : null}
    </dd>
  );
}

/** Other objects that this one needs, or that need it, grouped by what they have to do with each other. */
export function RelatedCard({ cluster, related }: { cluster: ClusterSummary; related: RelatedReply }) {
  const { t } = useTranslation();
  const all = [
    ...related.to.map((item) => ({ item, label: words[item.relation].to })),
    ...related.from.map((item) => ({ item, label: words[item.relation].from })),
  ];
  if (all.length === 0) return null;
  const labels = [...new Set(all.map(({ label }) => label))];
  return (
    <section className={classes.card}>
      <h2>
        {t('related.title')} <small>{all.length}</small>
      </h2>
      <dl className={classes.facts}>
        {labels.map((label) => (
          <div key={label} className={classes.relation}>
            <dt>{t(label)}</dt>
            {all
              .filter((one) => one.label === label)
              .map(({ item }) => (
                <Item key={`${item.kind}/${item.namespace}/${item.name}`} cluster={cluster} item={item} />
              ))}
          </div>
        ))}
      </dl>
    </section>
  );
}
