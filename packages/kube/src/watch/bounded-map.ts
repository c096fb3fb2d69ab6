interface Entry<V> {
  value: V;
  /** Since it was last passed over. */
  used: boolean;
}

/**
 * A map that forgets, when it is full, an entry that was not used since the last ones were forgotten: the oldest such.
 * Using an entry only marks it. Moving it to the end of the map instead, as is often done, has V8 make the map's table
 * anew every few times, and leaves the old ones to a full collection.
 */
export class BoundedMap<K, V> {
  readonly #entries = new Map<K, Entry<V>>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: K): V | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    entry.used = true;
    return entry.value;
  }

  set(key: K, value: V): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) {
      if (this.#entries.size >= this.#limit) this.#forgetOne();
      this.#entries.set(key, { value, used: false });
    } else {
      entry.value = value;
      entry.used = true;
    }
  }

  *values(): Iterable<V> {
    for (const { value } of this.#entries.values()) yield value;
  }

  delete(key: K): void {
    this.#entries.delete(key);
  }

  clear(): void {
    this.#entries.clear();
  }

  #forgetOne(): void {
    for (const [key, entry] of this.#entries) {
      this.#entries.delete(key);
      if (!entry.used) return;
      // Seen again by this very loop, after all others.
      entry.used = false;
      this.#entries.set(key, entry);
    }
  }
}
