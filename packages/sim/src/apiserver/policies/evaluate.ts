/** What a policy says of a write. Source: kube-apiserver `plugin/policy/validating/validator.go`. */
import { celFailure } from '../../registry/index.ts';
import { conditionsHold } from '../admission-expressions.ts';
import type { Policy, Validation } from './policies.ts';

/** A demand that is not met; `failed` when an expression could not be worked out. */
export interface Denial {
  message: string;
  reason: string;
  failed?: boolean;
}

const longest = 5 * 1024;

const toldMessage = ({ tell, message, text }: Validation, context: object): string => {
  const own = message === '' ? `failed expression: ${text.trim()}` : message;
  if (tell === undefined) return own;
  try {
    const told = tell(context);
    const line = typeof told === 'string' ? told.trim() : '';
    return line === '' || line.includes('\n') || Buffer.byteLength(line) > longest ? own : line;
  } catch {
    return own;
  }
};

const failure = (message: string): Denial => ({ message, reason: 'Invalid', failed: true });

/** A policy's own variables: worked out when they are asked for, and once. */
const withVariables = (context: object, { variables }: Policy): object => {
  const values = {};
  const whole = { ...context, variables: values };
  for (const { name, value } of variables) {
    let known: { value: unknown } | undefined;
    Object.defineProperty(values, name, {
      enumerable: true,
      get: () => {
        try {
          return (known ??= { value: value(whole) }).value;
        } catch (error) {
          const why = celFailure((error as Error).cause);
          throw new Error(`composited variable ${JSON.stringify(name)} fails to evaluate: ${why}`, { cause: error });
        }
      },
    });
  }
  return whole;
};

const judge = (validation: Validation, context: object): Denial[] => {
  try {
    if (validation.holds(context) === true) return [];
    return [{ message: toldMessage(validation, context), reason: validation.reason }];
  } catch (error) {
    return [failure((error as Error).message)];
  }
};

/** Annotations go to an audit log, which is not kept; that they cannot be worked out is an error all the same. */
const judgeAnnotation = ({ value, text }: Policy['annotations'][number], context: object): Denial[] => {
  try {
    const result = value(context);
    if (result === null || typeof result === 'string') return [];
    return [
      failure(
        `valueExpression '${text}' resulted in unsupported return type: ${typeof result}. Return type must be either string or null.`,
      ),
    ];
  } catch (error) {
    return [failure((error as Error).message)];
  }
};

/** Everything that a policy has against a write, in its order; failures count where the policy may not be missed. */
export const evaluate = (policy: Policy, context: object): { denials: Denial[]; annotationErrors: Denial[] } => {
  const counts = ({ failed }: Denial) => failed !== true || policy.failurePolicy !== 'Ignore';
  const { hold, failure: failed } = conditionsHold(policy.conditions, context);
  if (failed !== undefined) return { denials: [failure(failed)].filter(counts), annotationErrors: [] };
  if (!hold) return { denials: [], annotationErrors: [] };
  const whole = withVariables(context, policy);
  return {
    denials: policy.validations.flatMap((validation) => judge(validation, whole)).filter(counts),
    annotationErrors: policy.annotations.flatMap((annotation) => judgeAnnotation(annotation, whole)).filter(counts),
  };
};
