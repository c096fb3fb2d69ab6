import type { UnstructuredObject } from '@binnacle/kube/api';
import type { PackedBlock } from './packed-block.ts';
import { freezeShared } from './shared-parts.ts';

/**
 * One version of one stored object. It is kept as its JSON, outside the JavaScript heap, and packed with others when it
 * lies still; the parsed object lives as long as somebody holds it (an informer, a call) and is parsed again for the next
 * who asks. Who needs objects often holds them; who only forwards or compares versions uses `bytes`.
 */
export interface Entry {
  readonly key: string;
  /** The object, frozen; shared with everybody who holds it now. */
  readonly object: UnstructuredObject;
  /** The object as JSON. */
  readonly bytes: Buffer;
  /** The length of `bytes`, known without reading them. */
  readonly size: number;
  /** The revision that wrote this version. */
  readonly revision: number;
  /** The revision that made the object; a delete and a new create give another. */
  readonly created: number;
}

interface Revisions {
  revision: number;
  created: number;
}

/** An entry whose JSON can be packed. */
export class StoredEntry implements Entry {
  readonly key: string;
  readonly size: number;
  readonly revision: number;
  readonly created: number;
  private json: Buffer | PackedBlock;
  /** Where it begins in its block. */
  private offset = 0;
  private held: WeakRef<UnstructuredObject> | undefined;

  constructor(key: string, parts: Revisions & { bytes: Buffer; object?: UnstructuredObject }) {
    this.key = key;
    this.json = parts.bytes;
    this.size = parts.bytes.length;
    this.revision = parts.revision;
    this.created = parts.created;
    this.held = parts.object === undefined ? undefined : new WeakRef(parts.object);
  }

  get bytes(): Buffer {
    const { json, offset, size } = this;
    return Buffer.isBuffer(json) ? json : json.read().subarray(offset, offset + size);
  }

  /** Where its JSON is packed; undefined while it is not. */
  get block(): PackedBlock | undefined {
    return Buffer.isBuffer(this.json) ? undefined : this.json;
  }

  /** From now on its JSON is read from the block. */
  pack(block: PackedBlock, offset: number): void {
    this.json = block;
    this.offset = offset;
    if (this.held?.deref() === undefined) this.held = undefined;
  }

  /** It has its JSON by itself again. */
  unpack(): void {
    this.json = Buffer.from(this.bytes);
  }

  get object(): UnstructuredObject {
    const held = this.held?.deref();
    if (held !== undefined) return held;
    const parsed = freezeShared(JSON.parse(this.bytes.toString()) as UnstructuredObject);
    this.held = new WeakRef(parsed);
    return parsed;
  }
}

export const createEntry = (key: string, object: UnstructuredObject, revisions: Revisions): StoredEntry =>
  new StoredEntry(key, { ...revisions, object: freezeShared(object), bytes: Buffer.from(JSON.stringify(object)) });

/** An entry from its JSON, which is believed. */
export const readEntry = (key: string, bytes: Buffer, revisions: Revisions): StoredEntry =>
  new StoredEntry(key, { ...revisions, bytes });
