import { Type } from 'typebox';
import type { Operation } from '../operation.ts';
import type { AuditEntry, AuditFilter, AuditRepository } from './types.ts';

export interface AuditListInput {
  filter: AuditFilter;
  limit: number;
  before?: number;
}

export interface AuditOperations {
  list: Operation<AuditListInput, { items: AuditEntry[]; next: number | undefined }>;
  export: Operation<{ filter: AuditFilter }, AsyncIterable<AuditEntry[]>>;
}

const text = Type.Optional(Type.String({ maxLength: 256 }));
const moment = Type.Optional(Type.Integer());
const filter = Type.Object({
  user: text,
  verb: text,
  operation: text,
  cluster: text,
  kind: text,
  namespace: text,
  name: text,
  result: Type.Optional(Type.Union([Type.Literal('ok'), Type.Literal('failed'), Type.Literal('pending')])),
  since: moment,
  until: moment,
});
const exportPage = 500;

/** Reading the trail. */
export const createAuditOperations = (repository: AuditRepository): AuditOperations => ({
  list: {
    id: 'audit.list',
    summary: 'Who did what, newest first',
    effect: 'read',
    scope: 'global',
    access: 'admin',
    input: Type.Object({
      filter,
      limit: Type.Integer({ minimum: 1, maximum: 1_000 }),
      before: Type.Optional(Type.Integer({ minimum: 1 })),
    }),
    run: async ({ filter: asked, limit, before }) => {
      const from = before === undefined ? {} : { from: before };
      const items = await repository.list({ filter: asked, limit: limit + 1, order: 'newest', ...from });
      const page = items.slice(0, limit);
      return { items: page, next: items.length > limit ? page.at(-1)?.id : undefined };
    },
  },
  export: {
    id: 'audit.export',
    summary: 'The whole trail, oldest first',
    effect: 'read',
    scope: 'global',
    access: 'admin',
    input: Type.Object({ filter }),
    run: async ({ filter: asked }) => pages(repository, asked),
  },
});

/** Page by page, as the reader takes them. */
async function* pages(repository: AuditRepository, filter: AuditFilter): AsyncGenerator<AuditEntry[]> {
  for (let from = 0; ;) {
    const items = await repository.list({ filter, limit: exportPage, order: 'oldest', from });
    if (items.length > 0) yield items;
    if (items.length < exportPage) return;
    from = items.at(-1)?.id ?? from;
  }
}
