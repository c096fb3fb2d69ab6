/** Expressions about writes, and conditions made of them. Source: Kubernetes docs, "Matching requests: matchConditions". */
import { admissionRuntime, celFailure } from '../registry/index.ts';

/** What an expression results in. Throws an Error in the words of kube-apiserver. */
export type Expression = (context: object) => unknown;

/** Compiled when it is first asked for: what is stored has been checked. */
export const compileExpression = (text: string): Expression => {
  let program: Expression | undefined;
  return (context) => {
    try {
      program ??= admissionRuntime.parse(text) as Expression;
      return program(context);
    } catch (error) {
      throw new Error(`expression '${text}' resulted in error: ${celFailure(error)}`, { cause: error });
    }
  };
};

/** Whether all conditions hold: one that is false decides, else those that failed. */
export const conditionsHold = (
  conditions: readonly Expression[],
  context: object,
): { hold: boolean; failure?: string } => {
  const failures: string[] = [];
  for (const condition of conditions) {
    try {
      if (condition(context) !== true) return { hold: false };
    } catch (error) {
      failures.push((error as Error).message);
    }
  }
  if (failures.length === 0) return { hold: true };
  return { hold: false, failure: failures.length === 1 ? failures[0]! : `[${failures.join(', ')}]` };
};
