import { consoleBase, type FindingsReply, type WireFinding } from '@binnacle/api';
import { Type } from 'typebox';
import { row, type Row, type WireRequest } from '../http/row.ts';
import { invalidField } from '../services/errors.ts';
import type { Finding, HealthOperations, HealthReport } from '../services/health/index.ts';
import type { HealthInput } from '../services/health/index.ts';
import { toRfc3339 } from '../services/resources/index.ts';

/** More than anybody reads; the counts are of all. */
const mostFindings = 500;

const inputOf = ({ query }: WireRequest): HealthInput => {
  const { area = 'kubernetes', namespace } = query;
  if (area !== 'kubernetes' && area !== 'istio') throw invalidField('area', 'must be kubernetes or istio');
  if (namespace !== undefined && typeof namespace !== 'string') throw invalidField('namespace', 'must be given once');
  return { area, ...(namespace === undefined || namespace === '' ? {} : { namespace }) };
};

const toWireFinding = ({ code, severity, title, message, recommendation, ...found }: Finding): WireFinding => {
  const { group, version, plural, kind } = found.kind;
  const { namespace, name, workload } = found;
  const whose = workload === undefined ? {} : { workload };
  return {
    code,
    severity,
    title,
    message,
    recommendation,
    object: { group, version, plural, kind, namespace, name },
    ...whose,
  };
};

const toFindingsReply = ({ findings, counts, unknown, at }: HealthReport): FindingsReply => ({
  items: findings.slice(0, mostFindings).map(toWireFinding),
  total: findings.length,
  counts: { ...counts },
  unknown: unknown.map(({ kind, reason }) => ({ kind: kind.kind, reason })),
  at: toRfc3339(at),
});

/** What is wrong in a cluster. */
export const findingRows = ({ health }: { health: HealthOperations }): Row[] => [
  row({
    method: 'GET',
    path: `${consoleBase}/clusters/:id/findings`,
    section: 'packages/api/src/findings.ts',
    operation: health.report,
    query: Type.Object({
      area: Type.Optional(Type.Union([Type.Literal('kubernetes'), Type.Literal('istio')])),
      namespace: Type.Optional(Type.String()),
    }),
    decode: (request) => ({ cluster: request.params['id'], input: inputOf(request) }),
    encode: (report) => ({ type: 'data', data: toFindingsReply(report) }),
  }),
];
