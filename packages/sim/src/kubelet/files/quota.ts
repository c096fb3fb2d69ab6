/** Room on a device. What a volume takes is also taken from the whole that it is part of. */
export interface Quota {
  /** False when there is no room for it; then nothing is taken. A negative amount always fits. */
  take(bytes: number): boolean;
  readonly used: number;
  readonly limit: number;
}

/** What a node costs beside its bytes. */
export const nodeBytes = 256;

export const createQuota = (limit: number, whole?: Quota): Quota => {
  let used = 0;
  return {
    take: (bytes) => {
      if (bytes > 0 && used + bytes > limit) return false;
      if (whole !== undefined && !whole.take(bytes)) return false;
      used = Math.max(0, used + bytes);
      return true;
    },
    get used() {
      return used;
    },
    limit,
  };
};
