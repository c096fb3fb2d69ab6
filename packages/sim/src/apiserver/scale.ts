/** `/scale`: the replicas of a workload under one kind for all. Source: Kubernetes API reference, Scale v1 autoscaling. */
import { badRequest, invalid, invalidField } from '@binnacle/kube/api';
import type { UnstructuredObject } from '@binnacle/kube/api';
import { readBody, parseObjectBody } from './body.ts';
import type { ResourceCall } from './call.ts';
import { keyOf } from './call-key.ts';
import { checkSent } from './decode-sent.ts';
import { encodeObject, negotiateForm } from './form.ts';
import { writeOptions } from './options.ts';
import type { FieldValidation } from './options.ts';
import { parsePatch, patcherOf, unsupportedPatch } from './patch-handler.ts';
import { perform } from './perform.ts';
import { readableAt } from './readable.ts';
import { sendBytes } from './respond.ts';
import { scaleOf, withScale } from './scale-object.ts';

const SCALE = { group: 'autoscaling', version: 'v1', kind: 'Scale', definition: 'io.k8s.api.autoscaling.v1.Scale' };
const SHOWN = { group: SCALE.group, plural: 'scales' };

/** The Scale that an update carries: read before what it is about is looked for. */
const updatedScale = async (call: ResourceCall, fieldValidation: FieldValidation): Promise<UnstructuredObject> => {
  const body = parseObjectBody(await readBody(call.request), call.request.headers['content-type'], SCALE);
  return checkSent(call, body, { target: SCALE, fieldValidation });
};

const patchedScale = async (
  call: ResourceCall,
  current: UnstructuredObject,
  fieldValidation: FieldValidation,
): Promise<UnstructuredObject> => {
  const body = await readBody(call.request);
  const target = { target: SCALE, fieldValidation };
  const patcher = patcherOf({
    ...call,
    info: { ...call.info, resource: { ...call.info.resource, definition: SCALE.definition } },
  });
  if (patcher === undefined) throw unsupportedPatch(call);
  const patched = patcher(current, parsePatch(body).value);
  try {
    return checkSent(call, { value: patched, duplicates: new Set() }, target);
  } catch (error) {
    const why =
      error instanceof Error ? error.message.replace('Scale in version "v1" cannot be handled as a Scale: ', '') : '';
    throw invalid({ group: '', kind: '' }, '', [invalidField('patch', JSON.stringify(patched), why)]);
  }
};

export const serveScale = async (call: ResourceCall): Promise<void> => {
  const { info, context } = call;
  const form = negotiateForm(call);
  const send = (object: UnstructuredObject): void =>
    sendBytes(call, encodeObject(form, SHOWN, { object: scaleOf(info.resource, object) }), { encoding: form.encoding });
  const store = context.registry.find(info.resource)!;
  const key = keyOf(call);
  await readableAt(call, key);
  if (info.verb === 'get') {
    send(store.get(key).object);
    return;
  }
  const options = writeOptions(call, info.verb === 'patch' ? 'PatchOptions' : 'UpdateOptions');
  const updated = info.verb === 'update' ? await updatedScale(call, options.fieldValidation) : undefined;
  const current = store.get(key).object;
  const sent = updated ?? (await patchedScale(call, scaleOf(info.resource, current), options.fieldValidation));
  const named = sent.metadata.name ?? '';
  if (named !== '' && named !== key.name)
    throw badRequest(`the name of the object (${named}) does not match the name on the URL (${key.name})`);
  const { namespace = '' } = sent.metadata;
  if (namespace !== '' && namespace !== key.namespace)
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  const replicas = (sent.spec as { replicas?: number } | undefined)?.replicas ?? 0;
  if (replicas < 0 && info.resource.custom === undefined)
    throw invalid(SCALE, key.name, [invalidField('spec.replicas', replicas, 'must be greater than or equal to 0')]);
  const version = sent.metadata.resourceVersion;
  // A patch that names no version carries the one that it was applied to, and does not insist on it.
  const insists = info.verb === 'update' || version !== current.metadata.resourceVersion;
  const outcome = await perform(call, function* () {
    yield* store.known(key);
    // What may have changed while the body was read, or admission asked.
    const latest = store.get(key).object;
    const metadata = { ...latest.metadata, ...(sent.metadata.uid ? { uid: sent.metadata.uid } : {}) };
    if (insists && version !== undefined) metadata.resourceVersion = version;
    const scaled = withScale(info.resource, { ...latest, metadata }, sent);
    return yield* store.updating(key, scaled, { ...options, subresource: 'scale' });
  });
  send(outcome.object);
};
