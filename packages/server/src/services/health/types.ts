import type { WireOwner } from '@binnacle/api';
import type { Kind, UnstructuredObject } from '@binnacle/kube/api';

export type Severity = 'critical' | 'warning' | 'info';

/** An object as rules see it. */
export interface Subject {
  readonly kind: Kind;
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Parsed when first asked for. */
  object(): UnstructuredObject;
}

/** What rules may look at beside their own object. What they looked at is remembered: when it changes, they look again. */
export interface World {
  get(kind: Kind, namespace: string, name: string): Subject | undefined;
  /** Objects of a kind that have a term; see the kind's `Followed`. */
  find(kind: Kind, term: string): readonly Subject[];
  /** False where objects of the kind could not be read, so that nothing can be said of what is not there. */
  knows(kind: Kind): boolean;
  /** Epoch ms. */
  now(): number;
  /** Asks to look again at a moment (epoch ms), though nothing may have changed. */
  again(at: number): void;
}

/** What can be wrong with objects of a kind. */
export interface Rule {
  /** Never changes. */
  code: string;
  kind: Kind;
  severity: Severity;
  /** What is wrong, in a few words, and what to do about it: for the documentation and for each finding. */
  title: string;
  recommendation: string;
  /** One message per thing that is wrong with this object. */
  check: (subject: Subject, world: World) => Iterable<string>;
}

/** A kind whose objects are followed. */
export interface Followed {
  kind: Kind;
  /** By what others find its objects. */
  terms?: (subject: Subject) => readonly string[];
}

/** One thing that is wrong with one object. */
export interface Finding {
  code: string;
  severity: Severity;
  kind: Kind;
  namespace: string;
  name: string;
  title: string;
  message: string;
  recommendation: string;
  /** Of a Pod: whose it is. */
  workload?: WireOwner;
}
