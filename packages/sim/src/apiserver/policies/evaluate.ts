/** What a policy says of a write. Source: kube-apiserver `plugin/policy/validating/validator.go`. */
import { celFailure, OBJECT_LIMIT, OutOfBudget } from '../../registry/index.ts';
import type { CostBudget } from '../../registry/index.ts';
import { conditionsHold } from '../admission-expressions.ts';
import type { Policy, Validation } from './policies.ts';

/** A demand that is not met; `failed` when an expression could not be worked out. */
export interface Denial {
  message: string;
  reason: string;
  failed?: boolean;
}

const longest = 5 * 1024;

/** What expressions see, and what they may cost together. */
interface Scope {
  context: object;
  budget: CostBudget;
}

const toldMessage = ({ tell, message, text }: Validation, { context, budget }: Scope): string => {
  const own = message === '' ? `failed expression: ${text.trim()}` : message;
  if (tell === undefined) return own;
  try {
    const told = tell(context, budget);
    const line = typeof told === 'string' ? told.trim() : '';
    return line === '' || line.includes('\n') || Buffer.byteLength(line) > longest ? own : line;
  } catch (error) {
    if (error instanceof OutOfBudget) throw new Error(`failed messageExpression: ${error.message}`, { cause: error });
    return own;
  }
};

const failure = (message: string): Denial => ({ message, reason: 'Invalid', failed: true });

/** A policy's own variables: worked out when they are asked for, and once. */
const withVariables = (context: object, { variables }: Policy): Scope => {
  const budget: CostBudget = { left: OBJECT_LIMIT };
  const values = {};
  const whole = { ...context, variables: values };
  for (const { name, value } of variables) {
    let known: { value: unknown } | undefined;
    Object.defineProperty(values, name, {
      enumerable: true,
      get: () => {
        try {
          return (known ??= { value: value(whole, budget) }).value;
        } catch (error) {
          if (error instanceof OutOfBudget) throw error;
          const why = celFailure((error as Error).cause);
          throw new Error(`composited variable ${JSON.stringify(name)} fails to evaluate: ${why}`, { cause: error });
        }
      },
    });
  }
  return { context: whole, budget };
};

const judge = (validation: Validation, scope: Scope): Denial[] => {
  try {
    if (validation.holds(scope.context, scope.budget) === true) return [];
    return [{ message: toldMessage(validation, scope), reason: validation.reason }];
  } catch (error) {
    if (error instanceof OutOfBudget) throw error;
    return [failure((error as Error).message)];
  }
};

/** Annotations go to an audit log, which is not kept; that they cannot be worked out is an error all the same. */
const judgeAnnotation = ({ value, text }: Policy['annotations'][number], { context, budget }: Scope): Denial[] => {
  try {
    const result = value(context, budget);
    if (result === null || typeof result === 'string') return [];
    return [
      failure(
        `valueExpression '${text}' resulted in unsupported return type: ${typeof result}. Return type must be either string or null.`,
      ),
    ];
  } catch (error) {
    if (error instanceof OutOfBudget) throw error;
    return [failure((error as Error).message)];
  }
};

/** What each says; only that the budget is spent, when it is. */
const withinBudget = (say: () => Denial[]): Denial[] => {
  try {
    return say();
  } catch (error) {
    if (error instanceof OutOfBudget) return [failure(error.message)];
    throw error;
  }
};

/** Everything that a policy has against a write, in its order; failures count where the policy may not be missed. */
export const evaluate = (policy: Policy, context: object): { denials: Denial[]; annotationErrors: Denial[] } => {
  const counts = ({ failed }: Denial) => failed !== true || policy.failurePolicy !== 'Ignore';
  const { hold, failure: failed } = conditionsHold(policy.conditions, context);
  if (failed !== undefined) return { denials: [failure(failed)].filter(counts), annotationErrors: [] };
  if (!hold) return { denials: [], annotationErrors: [] };
  const { validations, annotations } = policy;
  const judged = withVariables(context, policy);
  const annotated = withVariables(context, policy);
  return {
    denials: withinBudget(() => validations.flatMap((one) => judge(one, judged))).filter(counts),
    annotationErrors: withinBudget(() => annotations.flatMap((one) => judgeAnnotation(one, annotated))).filter(counts),
  };
};
