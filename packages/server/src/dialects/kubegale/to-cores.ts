/** Cores to the nanocore, which is as far as metrics.k8s.io counts: sums of binary fractions end in noise. */
export const toCores = (cores: number): number => Math.round(cores * 1e9) / 1e9;
