import { Type } from 'typebox';
import type { Operation } from '../operation.ts';
import { clusterOperation, NamespaceField } from '../resources/index.ts';
import type { Area, HealthReader, HealthReport } from './reader.ts';

export interface HealthInput {
  area: Area;
  namespace?: string;
}

export interface HealthOperations {
  report: Operation<HealthInput, HealthReport>;
}

export const createHealthOperations = (health: HealthReader): HealthOperations => ({
  report: clusterOperation({
    id: 'findings.list',
    summary: 'What is wrong in the cluster, the worst first, with what to do about it',
    effect: 'read',
    access: 'viewer',
    narrows: true,
    input: Type.Object({
      area: Type.Union([Type.Literal('kubernetes'), Type.Literal('istio')]),
      namespace: Type.Optional(NamespaceField),
    }),
    run: async ({ area, namespace }, context) => {
      const report = await health.report(area, context);
      if (namespace === undefined) return report;
      const findings = report.findings.filter((finding) => finding.namespace === namespace);
      const counts = { critical: 0, warning: 0, info: 0 };
      for (const { severity } of findings) counts[severity] += 1;
      return { ...report, findings, counts };
    },
  }),
});
