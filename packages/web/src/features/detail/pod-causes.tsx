import type { WireKind } from '@binnacle/api';
import type { ObjectAddress } from '@binnacle/api/client';
import { useTranslation } from 'react-i18next';
import { Link } from '../../resource/link.tsx';
import { toDetailPath } from '../../resource/routes.ts';
import { formatCount } from '../../ui/format.ts';
import { ToneIcon } from '../../ui/status.tsx';
import { tones } from '../findings/finding-card.tsx';
import { groupFindings } from '../findings/group-findings.ts';
import { useRuleTexts } from '../findings/use-rule-texts.ts';
import { useFindings } from '../overview/findings-summary.tsx';
import classes from './detail.module.css';

export interface PodCausesProps {
  at: ObjectAddress;
  cluster: string;
  kind: WireKind;
}

/** Why a workload is short of Pods: what the rules find in its Pods, each with a way to one that has it. */
export function PodCauses({ at, cluster, kind }: PodCausesProps) {
  const { t } = useTranslation();
  const ruleTexts = useRuleTexts();
  const { data } = useFindings(at.clusterId);
  const own = (data?.items ?? []).filter(
    ({ workload, object }) =>
      workload?.kind === kind.kind &&
      workload.group === kind.group &&
      workload.name === at.name &&
      object.namespace === at.namespace,
  );
  return groupFindings(own, { severity: undefined, text: '' }).map((group) => {
    const pods = group.causes.flatMap(({ items }) => items);
    const [first] = pods;
    if (first === undefined) return null;
    const count = new Set(pods.map(({ object }) => object.name)).size;
    return (
      <li key={group.code}>
        <ToneIcon tone={tones[group.severity]} size={16} />
        <div>
          <div className={classes.what}>
            {ruleTexts(group).title} · {t('findings.pods', { count, shown: formatCount(count) })}
          </div>
          <div className={classes.why}>{first.message}</div>
        </div>
        <Link href={toDetailPath({ cluster, ...first.object })}>{first.object.name}</Link>
      </li>
    );
  });
}
