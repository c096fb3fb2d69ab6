import type { UnstructuredObject } from '@binnacle/kube/api';
import type { ObjectInput } from '../resources/index.ts';

/** resources.undo (operator, write, cluster). */
export interface UndoInput extends ObjectInput {
  /** The change's entry in the audit. */
  entry: number;
  dryRun?: boolean;
}

export interface UndoOutput {
  /** `created`: it had been deleted. `deleted`: it had been created. `unchanged`: there is nothing of it left. */
  outcome: 'created' | 'deleted' | 'reverted' | 'unchanged';
  /** Fields that were changed again since, and stay as they are. */
  kept: readonly string[];
  /** As it is before, without managedFields; absent where there was none. */
  live?: UnstructuredObject;
  /** As it is then; of a dry run, as it would be. */
  result?: UnstructuredObject;
}
