/** Expressions about writes, and conditions made of them. Source: Kubernetes docs, "Matching requests: matchConditions". */
import {
  admissionRuntime,
  celFailure,
  CONDITIONS_LIMIT,
  createCountingProgram,
  OutOfBudget,
} from '../registry/index.ts';
import type { CostBudget, CountingProgram } from '../registry/index.ts';

/** What an expression results in. Throws an OutOfBudget, or an Error in the words of kube-apiserver. */
export type Expression = CountingProgram;

/** Compiled when it is first asked for: what is stored has been checked. */
export const compileExpression = (text: string): Expression => {
  let program: Expression | undefined;
  return (context, budget) => {
    try {
      program ??= createCountingProgram(admissionRuntime, text);
      return program(context, budget);
    } catch (error) {
      if (error instanceof OutOfBudget) throw error;
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
  const budget: CostBudget = { left: CONDITIONS_LIMIT };
  for (const condition of conditions) {
    try {
      if (condition(context, budget) !== true) return { hold: false };
    } catch (error) {
      if (error instanceof OutOfBudget) return { hold: false, failure: error.message };
      failures.push((error as Error).message);
    }
  }
  if (failures.length === 0) return { hold: true };
  return { hold: false, failure: failures.length === 1 ? failures[0]! : `[${failures.join(', ')}]` };
};
