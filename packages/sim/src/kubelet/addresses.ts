/** Hands out pod addresses of one node, lowest free first. */
export interface AddressPool {
  take(): string;
  give(address: string): void;
  /** Takes an address that was handed out in an earlier life. */
  keep(address: string): void;
}

const toBits = (address: string): number =>
  address.split('.').reduce((bits, part) => ((bits << 8) | Number(part)) >>> 0, 0);

const fromBits = (bits: number): string => [24, 16, 8, 0].map((shift) => (bits >>> shift) & 255).join('.');

/** `first` is the first pod address, for example 10.244.1.2. `kept` are addresses that no pool may hand out. */
export const createAddressPool = (first: string, kept: Set<string>): AddressPool => {
  const start = toBits(first);
  const free: number[] = [];
  let used = 0;
  const next = () => fromBits(start + (free.shift() ?? used++));
  return {
    take: () => {
      let address = next();
      while (kept.has(address)) address = next();
      return address;
    },
    keep: (address) => void kept.add(address),
    give: (address) => {
      kept.delete(address);
      const offset = toBits(address) - start;
      if (offset < 0 || offset >= used || free.includes(offset)) return;
      const index = free.findIndex((other) => other > offset);
      free.splice(index < 0 ? free.length : index, 0, offset);
    },
  };
};
