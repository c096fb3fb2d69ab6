/** matchConditions: the last filter before a webhook is called. Source: Kubernetes docs, "Matching requests: matchConditions". */
import { forbidden } from '@binnacle/kube/api';
import { celFailure, createCelEnvironment, toCelValue } from '../../registry/index.ts';
import type { AdmissionRequest, Requester } from '../../registry/index.ts';
import type { Hook } from './hooks.ts';
import type { Invocation } from './match.ts';
import { reviewOf } from './review.ts';

const environment = createCelEnvironment({ object: 'dyn', oldObject: 'dyn', request: 'dyn' });

type Condition = NonNullable<Hook['matchConditions']>[number];

const compiled = new WeakMap<Condition, (context: object) => unknown>();
const compile = (condition: Condition) => {
  let run = compiled.get(condition);
  if (run === undefined) {
    run = environment.parse(condition.expression) as (context: object) => unknown;
    compiled.set(condition, run);
  }
  return run;
};

/**
 * Whether a webhook's conditions let a write through to it. One that is false decides; one that fails refuses the write
 * where the webhook may not be missed. Throws Forbidden then.
 */
export const conditionsHold = (invocation: Invocation, request: AdmissionRequest, requester: Requester): boolean => {
  const { matchConditions = [], failurePolicy } = invocation.hook;
  if (matchConditions.length === 0) return true;
  const { object, oldObject, ...rest } = reviewOf(invocation, request, { uid: '', requester, version: 'v1' }).request;
  const context = { object: toCelValue(object), oldObject: toCelValue(oldObject), request: toCelValue(rest) };
  const failures: string[] = [];
  for (const condition of matchConditions) {
    try {
      if (compile(condition)(context) !== true) return false;
    } catch (error) {
      failures.push(`expression '${condition.expression}' resulted in error: ${celFailure(error)}`);
    }
  }
  if (failures.length === 0) return true;
  if (failurePolicy === 'Ignore') return false;
  throw forbidden(
    request.resource,
    request.key.name,
    failures.length === 1 ? failures[0]! : `[${failures.join(', ')}]`,
  );
};
