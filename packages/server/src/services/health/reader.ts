import { istioKinds, type Kind } from '@binnacle/kube/api';
import type { CallContext } from '../operation.ts';
import type { HealthBooks, Unknown } from './book.ts';
import { idOf } from './engine.ts';
import { certificateFollowed, istioFollowed, kubernetesKinds, proxyFollowed } from './followed.ts';
import { isIstioRule } from './rules/index.ts';
import { healthOf, type Health } from './score.ts';
import type { Finding, Severity, Subject } from './types.ts';

type Reader = Pick<CallContext, 'cluster' | 'signal' | 'visible'>;

/** What is looked at together. */
export type Area = 'kubernetes' | 'istio';

export interface ObjectHealth extends Health {
  subject: Pick<Subject, 'kind' | 'namespace' | 'name'>;
  findings: readonly Finding[];
}

/** Findings of one area, the worst first. */
export interface HealthReport {
  findings: readonly Finding[];
  counts: Readonly<Record<Severity, number>>;
  /** Kinds of which nothing can be said, and why. */
  unknown: readonly Unknown[];
  /** Epoch ms of the oldest thing that was looked at. */
  at: number;
}

export interface HealthReader {
  findingsOf(subject: { kind: Kind; namespace: string; name: string }, context: Reader): Promise<readonly Finding[]>;
  report(area: Area, context: Reader): Promise<HealthReport>;
  /** The health of every object of some kinds, followed since the first call. */
  objectsOf(
    kinds: readonly Kind[],
    context: Reader,
  ): Promise<{ objects: ObjectHealth[]; unknown: readonly Unknown[]; at: number }>;
}

const kubernetes = [...kubernetesKinds, certificateFollowed].map(({ kind }) => kind);
const istio = [...kubernetes, ...istioFollowed.map(({ kind }) => kind), proxyFollowed.kind];
const istioIds = new Set(istioKinds.map(idOf));
const order: Readonly<Record<Severity, number>> = { critical: 0, warning: 1, info: 2 };

export const createHealthReader = (books: HealthBooks): HealthReader => {
  const update = (kinds: readonly Kind[], { cluster, signal }: Reader) => books.of(cluster).update(kinds, { signal });
  const isVisible = ({ namespace }: { namespace: string }, { visible }: Reader): boolean =>
    visible === undefined || (namespace !== '' && visible.test(namespace));

  return {
    findingsOf: async ({ kind, namespace, name }, context) => {
      const { unknown } = await update(istioIds.has(idOf(kind)) ? istio : kubernetes, context);
      const own = unknown.find((one) => idOf(one.kind) === idOf(kind));
      if (own !== undefined) throw new Error(own.reason);
      return books.of(context.cluster).engine.of(kind, namespace, name);
    },
    report: async (area, context) => {
      const { unknown, at } = await update(area === 'istio' ? istio : kubernetes, context);
      const isOfArea = (finding: Finding) => isIstioRule(finding) === (area === 'istio');
      const findings: Finding[] = [];
      for (const found of books.of(context.cluster).engine.all())
        for (const finding of found) if (isOfArea(finding) && isVisible(finding, context)) findings.push(finding);
      const counts = { critical: 0, warning: 0, info: 0 };
      for (const { severity } of findings) counts[severity] += 1;
      return { findings: findings.sort((a, b) => order[a.severity] - order[b.severity]), counts, unknown, at };
    },
    objectsOf: async (kinds, context) => {
      const { unknown, at } = await update(istio, context);
      const { engine } = books.of(context.cluster);
      const objects: ObjectHealth[] = [];
      for (const kind of kinds)
        for (const subject of engine.subjects(kind)) {
          if (!isVisible(subject, context)) continue;
          const findings = engine.of(kind, subject.namespace, subject.name);
          objects.push({ subject, findings, ...healthOf(findings) });
        }
      return { objects, unknown, at };
    },
  };
};
