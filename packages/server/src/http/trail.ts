import { qualifiedResource, type Kind, type UnstructuredObject } from '@binnacle/kube/api';
import type { Clock } from '@binnacle/kube/clock';
import type { Audit, AuditIntent } from '../services/audit/index.ts';
import { holdsSecrets, withoutSecretValues } from '../services/resources/index.ts';
import { isReversible, type KeptObjects } from '../services/undo/index.ts';
import type { Caller, ClusterHandle } from '../services/operation.ts';
import { ownResourceOf, ruleOf } from './action.ts';
import type { Call } from './call.ts';

/** Larger objects are left out of the trail. */
const largestObject = 256 * 1024;
/** Milliseconds that a look at the object may take; the call goes on without. */
const lookMs = 2_000;

/** One call's lines in the trail: begun before it is made, ended when it is known how it went. */
export interface Trail {
  /** The object as it is before it is written; undefined when there is none to be had. */
  look(call: Call): Promise<string | undefined>;
  begin(call: Call, address: string, before: string | undefined): Promise<void>;
  /** Of calls that ask for an entry and have none yet, such as refused ones, this makes the whole. */
  end(
    call: Call,
    outcome: { address: string; status: number; ms: number; output?: unknown; error?: Refusal },
  ): Promise<void>;
}

interface Refusal {
  reason: string;
  message: string;
}

interface Target {
  kind?: Kind;
  namespace?: unknown;
  name?: unknown;
  username?: unknown;
  id?: unknown;
  ref?: unknown;
  object?: { metadata?: { namespace?: unknown; name?: unknown } };
}

/** True for what the trail must have: every write, and every read of what is secret. */
export const isTrailed = (call: Call): boolean => call.endpoint.row.operation.effect === 'write' || call.delicate;

export const createTrail = (audit: Audit, clock: Clock): Trail => {
  const intentOf = (call: Call, address: string): AuditIntent => {
    const { row, dialect } = call.endpoint;
    const target = targetOf(call);
    return {
      at: clock.now(),
      user: call.known?.username ?? '',
      keyId: call.known?.keyId,
      address,
      dialect: dialect.name,
      operation: row.operation.id,
      verb: ruleOf(row.operation)?.verb ?? row.operation.id.split('.')[1] ?? '',
      cluster: call.resolved?.name,
      kind: target.kind === undefined ? ownResourceOf(row.operation) : qualifiedResource(target.kind),
      namespace: target.namespace,
      name: target.name,
      traceId: call.traceId,
      before: undefined,
    };
  };

  return {
    look: async (call) => (isObjectWrite(call) ? look(call, clock, call.signal) : undefined),
    begin: async (call, address, before) => {
      const intent = { ...intentOf(call, address), before };
      call.begun = { at: intent.at, before };
      call.trailId = await audit.begin(intent);
    },
    end: async (call, { address, status, ms, output, error }) => {
      const id = call.trailId ?? (await audit.begin(intentOf(call, address)));
      const changed = error === undefined && isObjectWrite(call);
      const after = call.record ?? (changed ? await afterOf(call, { output, clock }) : undefined);
      const result = error === undefined ? 'ok' : 'failed';
      const outcome = { result, status, reason: error?.reason, message: error?.message, ms, after } as const;
      const entered = error === undefined ? enteredBy(output) : undefined;
      await audit.finish(id, entered === undefined ? outcome : { ...outcome, user: entered });
      if (changed && isUndoable(call, { at: call.begun?.at ?? clock.now(), before: call.begun?.before, after }))
        call.reversible = id;
    },
  };
};

/** Who signed in, where that is what was done. */
const enteredBy = (output: unknown): string | undefined => {
  const { caller, session } = (output ?? {}) as { caller?: Caller; session?: { caller?: Caller } };
  return (caller ?? session?.caller)?.username;
};

const text = (...values: unknown[]): string | undefined => {
  const found = values.find((value) => (typeof value === 'string' && value !== '') || typeof value === 'number');
  return found === undefined ? undefined : String(found);
};

/** What a call is about: names only. */
export const targetOf = ({ endpoint, input }: Call) => {
  const { kind, namespace, name, username, id, ref, object } = (input ?? {}) as Target;
  return {
    kind: endpoint.row.kind ?? kind,
    namespace: text(namespace, object?.metadata?.namespace),
    name: text(name, username, object?.metadata?.name, id, ref),
  };
};

const isObjectWrite = (call: Call): boolean =>
  call.endpoint.row.operation.effect === 'write' && call.resolved !== undefined && targetOf(call).kind !== undefined;

/** The object as it is now; undefined when there is none, or none to be had in time. */
const look = async (call: Call, clock: Clock, signal?: AbortSignal): Promise<string | undefined> => {
  const { kind, namespace, name } = targetOf(call);
  const cluster = call.resolved as ClusterHandle;
  if (kind === undefined || name === undefined) return undefined;
  const key = namespace === undefined ? { name } : { namespace, name };
  const limit = new AbortController();
  const cancel = clock.after(lookMs, () => limit.abort());
  const either = signal === undefined ? limit.signal : AbortSignal.any([signal, limit.signal]);
  const object = await cluster.client.get(kind, key, either).catch(() => undefined);
  cancel();
  return object && encode(kind, object);
};

/** Not what was only tried. */
const isUndoable = (call: Call, kept: Omit<KeptObjects, 'operation'>): boolean => {
  const { kind } = targetOf(call);
  const { dryRun } = (call.input ?? {}) as { dryRun?: unknown };
  const { id: operation } = call.endpoint.row.operation;
  return kind !== undefined && dryRun !== true && isReversible(kind, { ...kept, operation });
};

const afterOf = async (
  call: Call,
  { output, clock }: { output: unknown; clock: Clock },
): Promise<string | undefined> => {
  const { kind } = targetOf(call);
  const { object } = (output ?? {}) as { object?: UnstructuredObject };
  if (object?.metadata !== undefined && kind !== undefined) return encode(kind, object);
  return call.endpoint.row.operation.id.endsWith('.delete') ? undefined : look(call, clock);
};

const encode = (kind: Kind, object: UnstructuredObject): string | undefined => {
  const { managedFields: _dropped, ...metadata } = object.metadata as UnstructuredObject['metadata'] & {
    managedFields?: unknown;
  };
  const plain: UnstructuredObject = { ...object, metadata };
  const json = JSON.stringify(holdsSecrets(kind) ? withoutSecretValues(plain) : plain);
  return json.length <= largestObject ? json : undefined;
};
