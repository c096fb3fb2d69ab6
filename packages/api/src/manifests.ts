import type { WireTemplateChange } from './actions.ts';

/**
 * Writing objects. `content` is an object, or YAML text of one.
 *
 * POST   /clusters/{id}/resources/{group|core}/{version}/{plural}?namespace        {content, dry_run?} → 201 {object}
 * PUT    …/{plural}/{name}?namespace  {content, dry_run?} → {object}; a resourceVersion in it must be the newest (409)
 * POST   …/{plural}/{name}/apply?namespace {content, force?, field_manager?, dry_run?} → ApplyReply; server-side apply. Fields
 *                                     that others own are a 409 with `conflicts`.
 * POST   …/{plural}/{name}/diff?namespace  {content, mode?: apply|create|replace, force?, field_manager?} → DiffReply
 *
 * Any of them with `?confirm=required` answers 428 first (WireConfirmation).
 */
export interface ApplyReply {
  outcome: 'created' | 'configured' | 'unchanged';
  /** Secret values are left out. */
  object: Record<string, unknown>;
}

/**
 * Answers to writes of an object have this header where the change can be taken back: the `entry` that undo asks for. What the
 * audit keeps too little of, as of Secrets, has none.
 */
export const changeHeader = 'binnacle-change';

/**
 * POST …/{plural}/{name}/undo?namespace {entry, dry_run?} → UndoReply: takes back one change that the audit has of the object.
 * Fields that were changed again since stay. 404: no such change of this object, or no such object any more; 409: another
 * object has the name; 400: the audit does not keep what is needed, as for Secrets.
 */
export interface UndoReply {
  /** `created`: it had been deleted. `deleted`: it had been created. `unchanged`: nothing of the change is left. */
  outcome: 'created' | 'deleted' | 'reverted' | 'unchanged';
  /** `spec.containers[main].image` of fields that were changed again since, and stay as they are. */
  kept: string[];
  changes: WireTemplateChange[];
}

/** What a write would do; both sides without managedFields. */
export interface DiffReply {
  /** Null when there is no such object. */
  live: Record<string, unknown> | null;
  result: Record<string, unknown>;
  /** At most 100, without what every write changes by itself; values of Secrets do not show. */
  changes: WireTemplateChange[];
}

/**
 * POST /clusters/{id}/manifests/check {text, namespace?} → {items: WireManifest[]}: the objects of a text, in order. A text
 * that is no YAML is a 400 whose message says where.
 */
export interface WireManifest {
  /** Where the object begins; lines and columns count from 1. */
  line: number;
  column: number;
  api_version: string;
  kind: string;
  /** Absent for a kind that the cluster does not serve, which is a problem too. */
  resource?: { group: string; version: string; plural: string; namespaced: boolean };
  namespace?: string;
  name: string;
  object: Record<string, unknown>;
  /** Empty when the object fits the cluster's own schema. */
  problems: { line: number; column: number; field: string; message: string }[];
}

/** GET /clusters/{id}/schemas/{group|core}/{version}/{kind}: the cluster's own schema, as JSON Schema with OpenAPI's references. */
export interface SchemaReply {
  schema: { $ref: string };
  components: { schemas: Record<string, Record<string, unknown>> };
}
