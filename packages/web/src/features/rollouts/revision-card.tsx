import { useTranslation } from 'react-i18next';
import { Link } from '../../resource/link.tsx';
import { toDetailPath } from '../../resource/routes.ts';
import type { TextKey } from '../../ui/text/text-key.ts';
import { splitImage } from './image-name.ts';
import { batchOfPod, lookOfPod, waitingReason, type PodLook } from './pod-look.ts';
import classes from './picture.module.css';
import type { ReleasePod, ReleaseRevision } from './use-revisions.ts';

export interface RevisionCardProps {
  cluster: string;
  namespace: string;
  role: 'new' | 'stable';
  /** The same word as in the picture's title. */
  title: string;
  revision: ReleaseRevision;
  /** To compare images with. */
  other: ReleaseRevision | undefined;
}

/** Pods drawn before a count stands for the rest. */
const mostPods = 48;

/** One revision: what it runs, and its Pods, each with its state. */
export function RevisionCard({ cluster, namespace, role, title, revision, other }: RevisionCardProps) {
  const { t } = useTranslation();
  const { pods, readyReplicas, replicas, containers } = revision;
  const troubles = [...new Set(pods.filter((pod) => lookOfPod(pod) === 'failing').map(waitingReason))].filter(Boolean);
  return (
    <section className={`${classes.card} ${classes[role]}`} aria-label={title}>
      <h3>
        {title}
        <small className="bn-mono">{revision.podTemplateHash}</small>
        <span className={`${classes.ready} bn-number`}>
          {t('rollouts.podsReady', { count: replicas, ready: readyReplicas, pods: replicas })}
        </span>
      </h3>
      <ul className={classes.images}>
        {containers.map(({ name, image }) => {
          const { repository, version } = splitImage(image);
          const before = other?.containers.find((container) => container.name === name)?.image;
          return (
            <li key={name}>
              <small>{name}</small>
              <span className="bn-ellipsis" title={image}>
                {repository}
                <b className={before !== undefined && before !== image ? classes.changed : ''}>{version}</b>
              </span>
            </li>
          );
        })}
      </ul>
      {pods.length === 0 ? (
        <p className={classes.noPods}>{t('rollouts.noPods')}</p>
      ) : (
        <ul className={classes.pods} aria-label={t('rollouts.podsOf', { what: title })}>
          {pods.slice(0, mostPods).map((pod) => (
            <Pod key={pod.metadata.name} pod={pod} href={pathOf(cluster, namespace, pod)} />
          ))}
          {pods.length > mostPods ? <li className={classes.rest}>+{pods.length - mostPods}</li> : null}
        </ul>
      )}
      {troubles.length === 0 ? null : <p className={classes.trouble}>{troubles.join(', ')}</p>}
    </section>
  );
}

const lookWords: Readonly<Record<PodLook, TextKey>> = {
  ready: 'rollouts.pod.ready',
  starting: 'rollouts.pod.starting',
  failing: 'rollouts.pod.failing',
  leaving: 'rollouts.pod.leaving',
};

const pathOf = (cluster: string, namespace: string, { metadata }: ReleasePod): string =>
  toDetailPath({ cluster, group: '', version: 'v1', plural: 'pods', namespace, name: metadata.name });

function Pod({ pod, href }: { pod: ReleasePod; href: string }) {
  const { t } = useTranslation();
  const look = lookOfPod(pod);
  const batch = batchOfPod(pod);
  const words = [
    `${pod.metadata.name}: ${t(lookWords[look])}`,
    waitingReason(pod),
    batch === '' ? '' : t('rollouts.batch', { step: batch }),
    pod.spec?.nodeName ?? '',
  ].filter(Boolean);
  return (
    <li>
      <Link href={href} className={`${classes.pod} ${classes[look]}`} title={words.join('\n')}>
        <span className="bn-hidden">{words.join(', ')}</span>
        <span aria-hidden="true">{batch}</span>
      </Link>
    </li>
  );
}
