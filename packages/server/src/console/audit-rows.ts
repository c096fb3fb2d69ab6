import { consoleBase, type WireAuditEntry } from '@binnacle/api';
import { queryText } from '../http/query.ts';
import { row, type Row, type WireRequest } from '../http/row.ts';
import type { AuditEntry, AuditFilter, AuditOperations } from '../services/audit/index.ts';
import { invalidField } from '../services/errors.ts';
import { queryInteger } from './decoders.ts';
import { auditExportQuery, auditQuery } from './parameters.ts';

const common = { section: 'packages/api/src/people.ts' };
const texts = ['user', 'verb', 'operation', 'cluster', 'kind', 'namespace', 'name', 'result'] as const;

const filterOf = (request: WireRequest): AuditFilter => {
  const filter: AuditFilter = {};
  for (const name of texts) {
    const value = queryText(request, name);
    if (value !== undefined) filter[name] = value;
  }
  for (const name of ['since', 'until'] as const) {
    const value = queryText(request, name);
    if (value === undefined) continue;
    const moment = Date.parse(value);
    if (Number.isNaN(moment)) throw invalidField(name, 'must be a moment in RFC 3339');
    filter[name] = moment;
  }
  return filter;
};

const parsed = (json: string | undefined): unknown => (json === undefined ? undefined : JSON.parse(json));

/** Absent fields are left out of the JSON. */
const toWireEntry = (entry: AuditEntry): WireAuditEntry =>
  ({
    id: entry.id,
    at: new Date(entry.at).toISOString(),
    user: entry.user,
    key: entry.keyId,
    address: entry.address,
    dialect: entry.dialect,
    operation: entry.operation,
    verb: entry.verb,
    cluster: entry.cluster,
    kind: entry.kind,
    namespace: entry.namespace,
    name: entry.name,
    result: entry.result,
    status: entry.status,
    reason: entry.reason,
    message: entry.message,
    ms: entry.ms,
    trace_id: entry.traceId,
    before: parsed(entry.before),
    after: parsed(entry.after),
  }) as WireAuditEntry;

async function* toLines(pages: AsyncIterable<AuditEntry[]>): AsyncGenerator<Uint8Array> {
  for await (const page of pages)
    yield Buffer.from(page.map((entry) => `${JSON.stringify(toWireEntry(entry))}\n`).join(''));
}

/** Reading the trail. */
export const auditRows = (audit: AuditOperations): Row[] => [
  row({
    ...common,
    method: 'GET',
    path: `${consoleBase}/audit`,
    operation: audit.list,
    query: auditQuery,
    decode: (request) => {
      const before = queryInteger(request, 'before');
      const limit = queryInteger(request, 'limit') ?? 50;
      return { input: { filter: filterOf(request), limit, ...(before === undefined ? {} : { before }) } };
    },
    encode: ({ items, next }) => ({ type: 'data', data: { items: items.map(toWireEntry), next } }),
  }),
  row({
    ...common,
    method: 'GET',
    path: `${consoleBase}/audit/export`,
    operation: audit.export,
    query: auditExportQuery,
    media: ['application/x-ndjson'],
    decode: (request) => ({ input: { filter: filterOf(request) }, endless: true }),
    encode: (pages) => ({ type: 'stream', contentType: 'application/x-ndjson', stream: toLines(pages) }),
  }),
];
