import { describe, expect, it } from 'vitest';
import { ApiError, toStatus } from '../api/index.ts';
import type { ManagedFieldsEntry, StatusCause } from '../api/index.ts';
import { applyServerSide, updateManagedFields } from './apply.ts';
import { isJsonObject } from './json.ts';
import type { JsonObject } from './json.ts';
import { applyMergePatch } from './merge.ts';
import { createSchemaReader } from './schema.ts';
import type { OpenApiSchema } from './schema.ts';
import { applyStrategicMergePatch } from './strategic.ts';
import recorded from './writes.recorded.gen.json' with { type: 'json' };

/**
 * Random writes to one PodTemplate by three managers, sent to kube-apiserver 1.34.4 one after the other:
 * POST, PUT and PATCH /api/v1/namespaces/tables/podtemplates/f?fieldManager=m1[&force=true], and what it answered.
 * The schemas are the used parts of its /openapi/v3/api/v1.
 */
interface RecordedObject extends JsonObject {
  metadata: JsonObject & { managedFields?: ManagedFieldsEntry[] };
}

interface RecordedFailure {
  message: string;
  code: number;
  causes?: StatusCause[];
}

interface RecordedWrite {
  op: 'apply' | 'update' | 'merge' | 'strategic';
  manager: string;
  force?: boolean;
  sent: JsonObject;
  result: RecordedObject | RecordedFailure;
}

const { schemas, steps } = recorded as unknown as {
  schemas: Record<string, OpenApiSchema>;
  /** A step with `live` only says which object the next ones start from (null: none). */
  steps: (RecordedWrite | { live: RecordedObject | null })[];
};

const schema = createSchemaReader((ref) => schemas[ref])({ $ref: 'io.k8s.api.core.v1.PodTemplate' });

const isFailure = (result: RecordedObject | RecordedFailure): result is RecordedFailure => 'code' in result;

interface Case extends RecordedWrite {
  title: string;
  live: RecordedObject | undefined;
}

const cases: Case[] = [];
let live: RecordedObject | undefined;
for (const step of steps) {
  if (!('op' in step)) live = step.live ?? undefined;
  else {
    cases.push({ ...step, live, title: `${cases.length}: ${step.op} by ${step.manager}` });
    if (!isFailure(step.result)) live = step.result;
  }
}

/** What the server fills in by itself after a patch. */
const DEFAULTED = new Set([
  'uid',
  'name',
  'managedFields',
  'terminationMessagePath',
  'terminationMessagePolicy',
  'imagePullPolicy',
  'restartPolicy',
  'dnsPolicy',
  'schedulerName',
  'terminationGracePeriodSeconds',
  'protocol',
  'defaultMode',
]);

/** Without what is defaulted or empty, so that a patched object can be compared with the one that was stored. */
const bare = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map(bare);
  if (!isJsonObject(value)) return value ?? undefined;
  const kept = Object.entries(value).flatMap(([key, child]): [string, unknown][] => {
    const rest = DEFAULTED.has(key) ? undefined : bare(child);
    return rest === undefined ? [] : [[key, rest]];
  });
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
};

const ownerOf = ({ manager, op, result }: Case) => {
  const operation = op === 'apply' ? 'Apply' : 'Update';
  const entries = isFailure(result) ? [] : (result.metadata.managedFields ?? []);
  const own = entries.find((entry) => entry.manager === manager && entry.operation === operation);
  return { manager, apiVersion: 'v1', schema, now: own?.time ?? '2026-01-01T00:00:00Z' };
};

const apply = (write: Case) =>
  applyServerSide({
    ...ownerOf(write),
    kind: 'PodTemplate',
    force: write.force ?? false,
    applied: write.sent,
    ...(write.live === undefined ? {} : { live: write.live }),
  });

const failureOf = (attempt: () => unknown): ApiError => {
  try {
    attempt();
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  throw new Error('it succeeded');
};

const inAnyOrder = (causes: readonly StatusCause[] = []): string[] =>
  causes.map((cause) => JSON.stringify(cause)).sort();

const patched = ({ op, live: before, sent }: Case): unknown => {
  if (op === 'merge') return applyMergePatch(before ?? {}, sent);
  return op === 'strategic' ? applyStrategicMergePatch(before ?? {}, sent, schema) : sent;
};

describe.each(cases)('$title', (write) => {
  const { result } = write;
  if (isFailure(result)) {
    it('fails as on the real server', () => {
      const failure = failureOf(() => (write.op === 'apply' ? apply(write) : patched(write)));
      const { message, code, details } = toStatus(failure);
      expect({ message, code }).toEqual({ message: result.message, code: result.code });
      expect(inAnyOrder(details?.causes)).toEqual(inAnyOrder(result.causes));
    });
    return;
  }

  it('makes the object that the real server stored', () => {
    expect(bare(write.op === 'apply' ? apply(write).object : patched(write))).toEqual(bare(result));
  });

  it('records the managers that the real server recorded', () => {
    const { live: before } = write;
    const after = { ...result, metadata: { ...result.metadata, managedFields: before?.metadata.managedFields } };
    const managedFields =
      write.op === 'apply'
        ? apply(write).managedFields
        : updateManagedFields(before === undefined ? { after } : { before, after }, ownerOf(write));
    expect(managedFields).toEqual(result.metadata.managedFields ?? []);
  });
});
