import type { MeshReply, WireProxy, WireProxyState } from '@binnacle/api';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from '../../resource/link.tsx';
import { toDetailPath } from '../../resource/routes.ts';
import { Age } from '../../ui/age.tsx';
import { formatClock, formatCount } from '../../ui/format.ts';
import { StatusText } from '../../ui/status.tsx';
import type { TextKey } from '../../ui/text/text-key.ts';
import type { Tone } from '../../ui/tone.ts';
import classes from './mesh.module.css';

const shownAtFirst = 20;

const looks: Readonly<Record<WireProxyState, { tone: Tone; text: TextKey }>> = {
  synced: { tone: 'ok', text: 'mesh.synced' },
  behind: { tone: 'warn', text: 'mesh.behind' },
  lost: { tone: 'bad', text: 'mesh.lost' },
  unknown: { tone: 'idle', text: 'mesh.syncUnknown' },
};

function ProxyRow({ cluster, proxy }: { cluster: string; proxy: WireProxy }) {
  const { t } = useTranslation();
  const { namespace, pod, workload, version, ready, state, behind, istiod, since } = proxy;
  const { tone, text } = looks[state];
  return (
    <tr>
      <td>
        <span className={classes.name}>
          <Link href={toDetailPath({ cluster, group: '', version: 'v1', plural: 'pods', namespace, name: pod })}>
            {pod}
          </Link>
          <small>{namespace}</small>
        </span>
      </td>
      <td>{workload}</td>
      <td className="bn-number">{version === '' ? '–' : version}</td>
      <td>
        <StatusText tone={ready ? tone : 'bad'} text={ready ? t(text) : t('mesh.proxyNotReady')} />
        {behind.length === 0 ? null : <small className={classes.behind}>{behind.join(', ')}</small>}
      </td>
      <td>{since === null ? '–' : <Age at={since} />}</td>
      <td>{istiod ?? '–'}</td>
    </tr>
  );
}

/** The proxies one by one, the worst first: what each runs, and how far it is with what istiod sends it. */
export function ProxiesCard({
  cluster,
  mesh,
  isShown,
}: {
  cluster: string;
  mesh: MeshReply;
  isShown: (proxy: WireProxy) => boolean;
}) {
  const { t } = useTranslation();
  const [isAll, setIsAll] = useState(false);
  const own = mesh.proxy_list.filter(isShown);
  const shown = isAll ? own : own.slice(0, shownAtFirst);
  const left = mesh.proxy_total - mesh.proxy_list.length;
  const at = mesh.proxies_at === null ? undefined : formatClock(Date.parse(mesh.proxies_at), Date.now());
  if (own.length === 0) return null;
  return (
    <section className={classes.card} aria-label={t('mesh.proxyList')}>
      <h2>
        {t('mesh.proxyList')} <small>{at === undefined ? t('mesh.notAsked') : t('mesh.saidAt', { time: at })}</small>
      </h2>
      <div className={classes.tableBox} tabIndex={0} role="region" aria-label={t('mesh.proxyTable')}>
        <table className={classes.table}>
          <thead>
            <tr>
              {(['mesh.pod', 'mesh.workload', 'mesh.version', 'mesh.sync', 'mesh.since', 'mesh.istiod'] as const).map(
                (column) => (
                  <th key={column} scope="col">
                    {t(column)}
                  </th>
                ),
              )}
            </tr>
          </thead>
          <tbody>
            {shown.map((proxy) => (
              <ProxyRow key={`${proxy.namespace}/${proxy.pod}`} cluster={cluster} proxy={proxy} />
            ))}
          </tbody>
        </table>
      </div>
      {own.length <= shownAtFirst ? null : (
        <button type="button" className={classes.more} aria-expanded={isAll} onClick={() => setIsAll(!isAll)}>
          {isAll ? t('mesh.fewer') : t('mesh.all', { shown: formatCount(own.length) })}
        </button>
      )}
      {left > 0 ? <p className={classes.missing}>{t('mesh.leftOut', { shown: formatCount(left) })}</p> : null}
    </section>
  );
}
