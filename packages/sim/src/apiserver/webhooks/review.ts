/** AdmissionReviews: what a webhook is told and what its answer says. Source: Kubernetes API, admission.k8s.io/v1. */
import { apiVersionOf, ApiError } from '@binnacle/kube/api';
import type { StatusDetails, UnstructuredObject } from '@binnacle/kube/api';
import { isJsonObject, typed } from '../../registry/index.ts';
import type { AdmissionRequest, Requester, Resource } from '../../registry/index.ts';
import { scaleOf } from '../scale-object.ts';
import type { Invocation } from './match.ts';
import { CallFailure } from './post.ts';

/** Everybody who is known belongs to it. */
const EVERYBODY = 'system:authenticated';

/** An answer that cannot be taken. */
export class BadAnswer extends Error {}

export interface Answer {
  allowed: boolean;
  warnings: readonly string[];
  /** A JSON patch, as text. */
  patch?: string;
  status?: { message?: string; reason?: string; code?: number; details?: StatusDetails };
}

const kindOf = (
  { group, version, kind }: Resource,
  { subresource, kind: sent }: Pick<AdmissionRequest, 'subresource' | 'kind'>,
) => {
  if (sent !== undefined) return { group: sent.group, version: sent.version, kind: sent.kind };
  return subresource === 'scale' ? { group: 'autoscaling', version: 'v1', kind: 'Scale' } : { group, version, kind };
};

const nameOf = ({ group, version, plural }: Resource) => ({ group, version, resource: plural });

const optionsKind = { CREATE: 'CreateOptions', UPDATE: 'UpdateOptions', DELETE: 'DeleteOptions' } as const;

/** What the server has not decided yet when new objects are changed. */
const withoutServerFields = (object: UnstructuredObject, { generatedName }: AdmissionRequest): UnstructuredObject => {
  const { uid: _uid, creationTimestamp: _created, ...metadata } = object.metadata;
  const { name, ...nameless } = metadata;
  return { ...object, metadata: (generatedName === true ? nameless : { ...nameless, name }) as typeof object.metadata };
};

/** The object in the form in which the webhook knows it. */
export const shownObject = (
  object: UnstructuredObject,
  { resource }: Pick<Invocation, 'resource'>,
  request: AdmissionRequest,
): UnstructuredObject => {
  if (request.kind !== undefined) return object;
  if (request.subresource === 'scale') return scaleOf(request.resource, object);
  const own =
    resource === request.resource ? object : typed(resource, { ...object, apiVersion: apiVersionOf(resource) });
  return request.operation === 'CREATE' && request.phase === 'mutate' ? withoutServerFields(own, request) : own;
};

export const reviewOf = (
  invocation: Pick<Invocation, 'resource'>,
  request: AdmissionRequest,
  { uid, requester, version }: { uid: string; requester: Requester; version: string },
) => {
  const { operation, key, subresource, object, old, dryRun, fieldManager, generatedName } = request;
  const shown = (one: UnstructuredObject | undefined) =>
    one === undefined ? null : shownObject(one, invocation, request);
  const name = generatedName === true && request.phase === 'mutate' ? '' : key.name;
  const { name: username, uid: userUid, groups, extra } = requester.user;
  return {
    kind: 'AdmissionReview',
    apiVersion: `admission.k8s.io/${version}`,
    request: {
      uid,
      kind: kindOf(invocation.resource, request),
      resource: nameOf(invocation.resource),
      ...(subresource === undefined ? {} : { subResource: subresource }),
      requestKind: kindOf(request.resource, request),
      requestResource: nameOf(request.resource),
      ...(subresource === undefined ? {} : { requestSubResource: subresource }),
      ...(name === '' ? {} : { name }),
      ...(key.namespace === undefined || key.namespace === '' ? {} : { namespace: key.namespace }),
      operation,
      userInfo: {
        username,
        ...(userUid === undefined ? {} : { uid: userUid }),
        groups: groups.includes(EVERYBODY) ? groups : [...groups, EVERYBODY],
        ...(extra === undefined ? {} : { extra }),
      },
      object: shown(object),
      oldObject: shown(old),
      dryRun,
      options:
        operation === 'CONNECT'
          ? null
          : {
              kind: optionsKind[operation],
              apiVersion: 'meta.k8s.io/v1',
              ...(dryRun ? { dryRun: ['All'] } : {}),
              ...(fieldManager === undefined || operation === 'DELETE' ? {} : { fieldManager }),
            },
    },
  };
};

const knownReviews = ['admission.k8s.io/v1', 'admission.k8s.io/v1beta1'];

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Throws BadAnswer in upstream's words. */
export const readAnswer = (
  answer: unknown,
  { uid, phase, version }: { uid: string; phase: AdmissionRequest['phase']; version: string },
): Answer => {
  const { response, ...review } = isJsonObject(answer) ? answer : {};
  if (!knownReviews.includes(text(review.apiVersion)))
    throw new CallFailure(
      `no kind ${JSON.stringify(text(review.kind))} is registered for version ${JSON.stringify(text(review.apiVersion))} in scheme "pkg/runtime/scheme.go:110"`,
    );
  if (!isJsonObject(response)) throw new BadAnswer('webhook response was absent');
  const [group, kind] = [text(review.apiVersion), text(review.kind)];
  if (version === 'v1') {
    if (response.uid !== uid)
      throw new BadAnswer(`expected response.uid=${JSON.stringify(uid)}, got ${JSON.stringify(text(response.uid))}`);
    if (group !== 'admission.k8s.io/v1' || kind !== 'AdmissionReview')
      throw new BadAnswer(
        `expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, got ${group}, Kind=${kind}`,
      );
  }
  const patch = Buffer.from(text(response.patch), 'base64').toString('utf8');
  const patchType = version === 'v1' ? response.patchType : patch === '' ? undefined : 'JSONPatch';
  if (phase === 'validate' && version === 'v1') {
    if (patch !== '') throw new BadAnswer('validating webhook may not return response.patch');
    if (patchType !== undefined) throw new BadAnswer('validating webhook may not return response.patchType');
  }
  if (phase === 'mutate') {
    if (patch !== '' && patchType === undefined)
      throw new BadAnswer('webhook returned response.patch but not response.patchType');
    if (patch === '' && patchType !== undefined)
      throw new BadAnswer('webhook returned response.patchType but not response.patch');
    if (patchType !== undefined && patchType !== 'JSONPatch')
      throw new BadAnswer(`webhook returned invalid response.patchType of ${JSON.stringify(patchType)}`);
  }
  return {
    allowed: response.allowed === true,
    warnings: Array.isArray(response.warnings) ? response.warnings.filter((one) => typeof one === 'string') : [],
    ...(patch === '' || phase === 'validate' ? {} : { patch }),
    ...(isJsonObject(response.status) ? { status: response.status as NonNullable<Answer['status']> } : {}),
  };
};

/** The refusal that a webhook's answer stands for. */
export const denied = (name: string, status: Answer['status'] = {}): ApiError => {
  const { message = '', reason = '', code = 0, details } = status;
  const by = `admission webhook ${JSON.stringify(name)} denied the request`;
  const why = message === '' ? reason : message;
  return new ApiError(reason, Math.max(400, code), why === '' ? `${by} without explanation` : `${by}: ${why}`, {
    ...(details === undefined ? {} : { details }),
  });
};
