import type { FieldError, UnstructuredObject } from '@binnacle/kube/api';
import type { Rng } from '@binnacle/kube/clock';
import type { Store } from '../storage/index.ts';

/** What strategies may ask of their surroundings. */
export interface StrategyContext {
  /** RFC 3339, whole seconds. */
  now: string;
  rng: Rng;
  store: Store;
}

/** Metadata that is its writer's. */
export type OpenMetadata = 'labels' | 'annotations' | 'finalizers' | 'ownerReferences';

/** Through which door a status is written: `status` itself for most kinds. */
export interface StatusContext {
  /** RFC 3339, whole seconds. */
  now: string;
  subresource: string;
}

/**
 * What is particular about a kind; everything else is generic. Drafts are private copies and may be changed. Absent
 * members mean that there is nothing particular.
 */
export interface Strategy {
  /** Defaults that no schema carries. Run on every write, on full drafts. */
  defaults?: (draft: UnstructuredObject) => void;
  prepareCreate?: (draft: UnstructuredObject, context: StrategyContext) => void;
  prepareUpdate?: (draft: UnstructuredObject, current: UnstructuredObject, context: StrategyContext) => void;
  prepareStatus?: (draft: UnstructuredObject, current: UnstructuredObject, context: StatusContext) => void;
  /** On updates `current` is what is stored. */
  validate?: (object: UnstructuredObject, current?: UnstructuredObject) => FieldError[];
  /** Beside `validate`, which runs on updates too. */
  validateCreate?: (object: UnstructuredObject) => FieldError[];
  validateUpdate?: (object: UnstructuredObject, current: UnstructuredObject, subresource?: string) => FieldError[];
  /** Puts back what a write through a subresource that is no status may not change. */
  narrow?: (draft: UnstructuredObject, current: UnstructuredObject, subresource: string) => void;
  /** Which metadata a write of the status may change too; default: all that any write may. */
  statusMetadata?: readonly OpenMetadata[];
  /** What a write of the status, through the subresource named, may not say. */
  validateStatus?: (object: UnstructuredObject, current: UnstructuredObject, subresource: string) => FieldError[];
  /** What whoever writes should know, though it is allowed: `path: message`. */
  warnings?: (object: UnstructuredObject, current?: UnstructuredObject) => string[];
  statusWarnings?: (object: UnstructuredObject) => string[];
  /** Finalizers need no domain. */
  anyFinalizers?: boolean;
  /** Problems of a name; default: a DNS subdomain. */
  nameProblems?: (name: string) => string[];
  /**
   * `metadata.generation` counts changes of spec; with `content`, of labels and of all that is not metadata; with
   * `changes`, those of spec, from none; or those that the function sees.
   */
  generation?: boolean | 'content' | 'changes' | ((object: UnstructuredObject, current: UnstructuredObject) => boolean);
  /** PUT and apply to a missing name create it. PUT only when `put`. */
  createOnUpdate?: boolean;
  /** An update must name a resourceVersion. */
  conditionalUpdateOnly?: boolean;
  /** A DELETE that does not say what becomes of dependents keeps them. */
  orphansByDefault?: boolean;
  /** What is said to a DELETE that does not say it. */
  orphanWarning?: string;
  /** DELETE answers the object instead of a Status. */
  returnsDeleted?: boolean;
  /** Seconds between the request to delete and removal; 0 removes at once. Default 0. */
  graceSeconds?: (object: UnstructuredObject, requested: number | undefined) => number;
  /** Called on the draft when deletion begins. */
  beginDelete?: (draft: UnstructuredObject) => void;
  /** Deletion is begun, and waits until this is false, beside finalizers. */
  holdsDelete?: (object: UnstructuredObject) => boolean;
  /** Taken back when the object is gone. */
  afterDelete?: (object: UnstructuredObject) => void;
}
