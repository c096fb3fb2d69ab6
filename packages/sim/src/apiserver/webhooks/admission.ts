/** Admission by webhooks. Source: Kubernetes docs, "Dynamic Admission Control". */
import { ApiError, badRequest, internal } from '@binnacle/kube/api';
import type { UnstructuredObject } from '@binnacle/kube/api';
import { applyJsonPatch } from '@binnacle/kube/patch';
import { createUid, equalJson, typed } from '../../registry/index.ts';
import type { Admission, AdmissionRequest, Registry, Requester } from '../../registry/index.ts';
import type { Authorizer } from '../authorization.ts';
import { withScale } from '../scale-object.ts';
import { addressOf, Unreachable } from './address.ts';
import { isLetThrough } from './conditions.ts';
import { registeredHooks } from './hooks.ts';
import type { Hook } from './hooks.ts';
import { invocationOf } from './match.ts';
import type { Invocation } from './match.ts';
import { CallFailure } from './post.ts';
import type { Poster } from './post.ts';
import { BadAnswer, denied, readAnswer, reviewOf, shownObject } from './review.ts';
import type { Answer } from './review.ts';

/** A webhook could not be asked, or did not answer as it must; its failurePolicy decides. */
class Unanswered extends Error {
  readonly hook: Hook;
  constructor(hook: Hook, why: string) {
    super(`failed calling webhook ${JSON.stringify(hook.name)}: ${why}`);
    this.hook = hook;
  }
}

/** What a failure means for the write: nothing where the webhook may be missed. */
const settleFailure = (error: unknown): void => {
  if (!(error instanceof Unanswered)) throw error;
  if (error.hook.failurePolicy !== 'Ignore') throw internal(error.message);
};

const reviewVersion = ({ admissionReviewVersions }: Hook): string | undefined =>
  admissionReviewVersions.find((version) => version === 'v1' || version === 'v1beta1');

/** The object that a webhook's patch makes, in the form of the request. */
const patched = (
  object: UnstructuredObject,
  invocation: Invocation,
  { request, patch }: { request: AdmissionRequest; patch: string },
): UnstructuredObject => {
  const shown = shownObject(object, invocation, request);
  let changed: UnstructuredObject;
  try {
    changed = applyJsonPatch(shown, JSON.parse(patch)) as UnstructuredObject;
    if (request.kind !== undefined) return changed;
    if (request.subresource === 'scale') return withScale(request.resource, object, changed);
    // What the patch made must still be of the kind.
    typed(invocation.resource, changed);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw internal(why.replace(/^.* cannot be handled as a [^:]*: /, ''));
  }
  const { name, uid, creationTimestamp } = object.metadata;
  const metadata = { ...changed.metadata, ...(uid === undefined ? {} : { uid }), name };
  if (creationTimestamp !== undefined) metadata.creationTimestamp = creationTimestamp;
  return { ...changed, apiVersion: object.apiVersion, metadata };
};

/** The admission webhooks of one cluster. */
export const createWebhookAdmission = (registry: Registry, authorizer: Authorizer, poster: Poster): Admission => {
  const wantedBy = (hook: Hook, request: AdmissionRequest, requester: Requester): Invocation | undefined => {
    const invocation = invocationOf(registry, hook, request);
    return invocation !== undefined && isLetThrough(invocation, request, { requester, authorizer })
      ? invocation
      : undefined;
  };
  const invocations = (request: AdmissionRequest, requester: Requester): Invocation[] =>
    registeredHooks(registry, request.phase).flatMap((hook) => wantedBy(hook, request, requester) ?? []);

  /** One call. Rejects with Unanswered, or with the webhook's refusal. */
  const call = async (invocation: Invocation, request: AdmissionRequest, requester: Requester): Promise<Answer> => {
    const { hook } = invocation;
    if (request.dryRun && hook.sideEffects !== 'None' && hook.sideEffects !== 'NoneOnDryRun')
      throw badRequest(`admission webhook ${JSON.stringify(hook.name)} does not support dry run`);
    const version = reviewVersion(hook);
    if (version === undefined)
      throw new Unanswered(
        hook,
        'could not create admission objects: webhook does not accept known AdmissionReview versions (v1, v1beta1)',
      );
    const uid = createUid(registry.rng);
    const target = addressOf(hook.clientConfig, `?timeout=${hook.timeoutSeconds}s`);
    let answer: Answer;
    try {
      const body = reviewOf(invocation, request, { uid, requester, version });
      const options = { timeoutMs: hook.timeoutSeconds * 1000, userAgent: 'kube-apiserver-admission' };
      answer = readAnswer(await poster.post(target.resolve(registry), body, options), {
        uid,
        phase: request.phase,
        version,
      });
    } catch (error) {
      if (error instanceof BadAnswer) throw new Unanswered(hook, `received invalid webhook response: ${error.message}`);
      if (error instanceof Unreachable)
        throw new Unanswered(hook, `failed to call webhook: Post "${target.url}": ${error.message}`);
      if (error instanceof CallFailure) throw new Unanswered(hook, `failed to call webhook: ${error.message}`);
      throw error;
    }
    for (const warning of answer.warnings) requester.warn(warning);
    if (!answer.allowed) throw denied(hook.name, answer.status);
    return answer;
  };

  /** One after the other, each on what the former made; once more where a later one changed what an earlier one saw. */
  const mutate = async (request: AdmissionRequest, requester: Requester): Promise<UnstructuredObject | undefined> => {
    let { object } = request;
    const again = new Set<string>();
    const askAll = async (chosen: (hook: Hook) => boolean) => {
      const invoked: string[] = [];
      for (const hook of registeredHooks(registry, 'mutate')) {
        if (!chosen(hook)) continue;
        const now = { ...request, ...(object === undefined ? {} : { object }) };
        const invocation = wantedBy(hook, now, requester);
        if (invocation === undefined) continue;
        const answer = await call(invocation, now, requester).catch((error: unknown) => {
          settleFailure(error);
          return undefined;
        });
        if (answer?.patch !== undefined && answer.patch !== '[]') {
          if (object === undefined)
            throw internal(
              `admission webhook ${JSON.stringify(hook.name)} attempted to modify the object, which is not supported for this operation`,
            );
          const next = patched(object, invocation, { request: now, patch: answer.patch });
          if (!equalJson(next, object)) for (const id of invoked) again.add(id);
          object = next;
        }
        if (hook.reinvocationPolicy === 'IfNeeded') invoked.push(hook.id);
      }
    };
    await askAll(() => true);
    const repeated = new Set(again);
    if (repeated.size > 0) await askAll((hook) => repeated.has(hook.id));
    return object;
  };

  /** All at once; the first refusal counts, in the order of the configurations. */
  const validate = async (request: AdmissionRequest, requester: Requester): Promise<void> => {
    const outcomes = await Promise.allSettled(
      invocations(request, requester).map((invocation) => call(invocation, request, requester)),
    );
    for (const outcome of outcomes) if (outcome.status === 'rejected') settleFailure(outcome.reason);
  };

  return {
    concerns: (request, requester) => invocations(request, requester).length > 0,
    ask: async (request, requester) => {
      try {
        if (request.phase === 'mutate') return await mutate(request, requester);
        await validate(request, requester);
        return request.object;
      } catch (error) {
        throw error instanceof ApiError ? error : internal(error instanceof Error ? error.message : String(error));
      }
    },
  };
};
