import type { MeshReply, WireJudged } from '@binnacle/api';
import { fromThrown } from '@binnacle/api/client';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import type { ClusterPageProps } from '../../app/pages.ts';
import { Link } from '../../resource/link.tsx';
import { toDetailPath } from '../../resource/routes.ts';
import { formatClock, formatCount } from '../../ui/format.ts';
import { WarnIcon } from '../../ui/icons.tsx';
import { Bar, Failure, State } from '../../ui/states.tsx';
import { StatusText } from '../../ui/status.tsx';
import type { Tone } from '../../ui/tone.ts';
import report from '../../ui/report.module.css';
import { useRuleTexts } from '../findings/use-rule-texts.ts';
import classes from './mesh.module.css';
import { ProxiesCard } from './proxies-card.tsx';
import { labelText } from './route-layout.ts';
import { RoutePicture } from './route-picture.tsx';

const refreshMs = 10_000;

const toneOf = ({ score }: Pick<WireJudged, 'score'>): Tone =>
  score === null ? 'idle' : score >= 90 ? 'ok' : score >= 60 ? 'warn' : 'bad';

/** How well one object is, in a word, with what is wrong below it. */
function Health({ of }: { of: WireJudged }) {
  const { t } = useTranslation();
  const ruleTexts = useRuleTexts();
  const text = of.score === null ? t('mesh.unknown') : t('mesh.score', { score: of.score });
  return (
    <>
      <StatusText tone={toneOf(of)} text={text} />
      {of.findings.length === 0 ? null : (
        <ul className={classes.findings}>
          {of.findings.map((finding, index) => (
            <li key={index}>{ruleTexts({ ...finding, recommendation: '' }).title}</li>
          ))}
        </ul>
      )}
    </>
  );
}

interface ObjectNameProps {
  cluster: string;
  version: string;
  plural: string;
  of: WireJudged;
}

function ObjectName({ cluster, version, plural, of: { namespace, name } }: ObjectNameProps) {
  return (
    <span className={classes.name}>
      <Link href={toDetailPath({ cluster, group: 'networking.istio.io', version, plural, namespace, name })}>
        {name}
      </Link>
      <small>{namespace}</small>
    </span>
  );
}

function Tiles({ mesh }: { mesh: MeshReply }) {
  const { t } = useTranslation();
  const judged = [...mesh.gateways, ...mesh.virtual_services, ...mesh.destination_rules];
  const well = judged.filter(({ findings }) => findings.length === 0).length;
  const proxies = mesh.proxies.reduce((sum, { count }) => sum + count, 0);
  const out = mesh.proxy_states.behind + mesh.proxy_states.lost;
  return (
    <dl className={classes.tiles}>
      <div>
        <dt>{t('mesh.well')}</dt>
        <dd>
          {formatCount(well)} <small>/ {formatCount(judged.length)}</small>
        </dd>
      </div>
      {mesh.components.map(({ namespace, name, version, ready, wanted }) => (
        <div key={`${namespace}/${name}`}>
          <dt>
            {name} {version}
          </dt>
          <dd>
            <StatusText
              tone={ready >= wanted ? 'ok' : ready > 0 ? 'warn' : 'bad'}
              text={t('mesh.ready', { ready, wanted })}
            />
          </dd>
        </div>
      ))}
      <div>
        <dt>{t('mesh.proxies')}</dt>
        <dd>{formatCount(proxies)}</dd>
        {out === 0 ? null : (
          <dd className={classes.versions}>
            <StatusText tone="warn" text={t('mesh.outOfSync', { shown: formatCount(out) })} />
          </dd>
        )}
        <dd className={classes.versions}>
          {mesh.proxies.map(({ version, count, ready }) => (
            <span key={version}>
              {version === '' ? '–' : version} <small>× {formatCount(count)}</small>
              {ready < count ? <small> {t('mesh.notReady', { shown: formatCount(count - ready) })}</small> : null}
            </span>
          ))}
        </dd>
      </div>
    </dl>
  );
}

/** How the services of a mesh are connected: what comes in, where it goes, and what is wrong on the way. */
export function MeshPage({ cluster, place }: ClusterPageProps) {
  const { t } = useTranslation();
  const query = useQuery({
    queryKey: ['mesh', cluster.id],
    refetchInterval: refreshMs,
    retry: false,
    queryFn: ({ signal }) => client.mesh(cluster.id, { signal }),
  });
  const mesh = query.data;
  const error = query.error === null ? undefined : fromThrown(query.error);
  const { namespaces } = place.list;
  const isShown = ({ namespace }: Pick<WireJudged, 'namespace'>) =>
    namespaces.length === 0 || namespaces.includes(namespace);
  const versionOf = (plural: string) =>
    (place.kinds ?? []).find((kind) => kind.group === 'networking.istio.io' && kind.plural === plural)?.version ?? 'v1';
  const name = (plural: string, of: WireJudged) => (
    <ObjectName cluster={cluster.name} version={versionOf(plural)} plural={plural} of={of} />
  );
  return (
    <div className={report.page}>
      <div className={report.head}>
        <h1>{t('mesh.title')}</h1>
        {mesh === undefined ? null : (
          <span className={report.at} role="status">
            {t('findings.at', { time: formatClock(Date.parse(mesh.at), Date.now()) })}
          </span>
        )}
      </div>
      {mesh === undefined ? (
        error === undefined ? (
          <section className={classes.card} aria-busy="true">
            <Bar width="60%" />
          </section>
        ) : error.reason === 'IstioNotInstalled' ? (
          <State icon={<WarnIcon />} title={t('findings.noIstio')}>
            <p>{t('findings.noIstioText')}</p>
          </State>
        ) : (
          <Failure error={error} onRetry={() => void query.refetch()} />
        )
      ) : (
        <>
          <Tiles mesh={mesh} />
          <section className={classes.card} aria-label={t('mesh.gateways')}>
            <h2>{t('mesh.gateways')}</h2>
            <ul className={classes.list}>
              {mesh.gateways.filter(isShown).map((gateway) => (
                <li key={`${gateway.namespace}/${gateway.name}`} className={classes.row}>
                  {name('gateways', gateway)}
                  <span className={classes.chips}>
                    {gateway.servers.map(({ port, protocol, hosts, tls }, index) => (
                      <span key={index} className={classes.chip}>
                        <b>{`${port} ${protocol}${tls === '' ? '' : ` ${tls}`}`}</b> {hosts.join(', ')}
                      </span>
                    ))}
                  </span>
                  <span>
                    <Health of={gateway} />
                  </span>
                </li>
              ))}
            </ul>
          </section>
          <section className={classes.card} aria-label={t('mesh.routes')}>
            <h2>{t('mesh.routes')}</h2>
            <ul className={classes.list}>
              {mesh.virtual_services.filter(isShown).map((service) => (
                <li key={`${service.namespace}/${service.name}`} className={classes.service}>
                  <div className={classes.serviceHead}>
                    {name('virtualservices', service)}
                    <span>
                      <Health of={service} />
                    </span>
                  </div>
                  <RoutePicture service={service} rules={mesh.destination_rules} />
                </li>
              ))}
            </ul>
          </section>
          <section className={classes.card} aria-label={t('mesh.rules')}>
            <h2>{t('mesh.rules')}</h2>
            <ul className={classes.list}>
              {mesh.destination_rules.filter(isShown).map((rule) => (
                <li key={`${rule.namespace}/${rule.name}`} className={classes.row}>
                  {name('destinationrules', rule)}
                  <span className={classes.chips}>
                    <span className={classes.chip}>
                      <b>{rule.host}</b>
                    </span>
                    {rule.subsets.map((subset) => (
                      <span key={subset.name} className={classes.chip}>
                        <b>{subset.name}</b> {labelText(subset.labels)}
                      </span>
                    ))}
                    {rule.policies.map((policy) => (
                      <span key={policy} className={classes.chip}>
                        {policy}
                      </span>
                    ))}
                  </span>
                  <span>
                    <Health of={rule} />
                  </span>
                </li>
              ))}
            </ul>
          </section>
          <ProxiesCard cluster={cluster.name} mesh={mesh} isShown={isShown} />
          {mesh.missing.map(({ part, reason }) => (
            <p key={part} className={classes.missing}>
              <StatusText tone="warn" text={`${part}: ${reason}`} />
            </p>
          ))}
        </>
      )}
    </div>
  );
}
