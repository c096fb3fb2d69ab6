import type { PodSpec } from '../../local/objects.ts';

/** Amounts by resource name: cpu in millicores, the rest in units or bytes. */
export type Amounts = Record<string, number>;

const suffixes: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** A validated quantity as a number, cpu in millicores rounded up. */
const toAmount = (name: string, quantity: string): number => {
  const [, digits = '0', suffix = ''] = /^([+-]?[\d.]+(?:[eE][+-]?\d+)?)([a-zA-Z]*)$/.exec(quantity) ?? [];
  const value = Number(digits) * (suffixes[suffix] ?? 1);
  return Math.ceil(name === 'cpu' ? value * 1000 - 1e-6 : value);
};

export const toAmounts = (quantities: Readonly<Record<string, string>> = {}): Amounts =>
  Object.fromEntries(Object.entries(quantities).map(([name, quantity]) => [name, toAmount(name, String(quantity))]));

const add = (a: Amounts, b: Amounts): Amounts => {
  const sum = { ...a };
  for (const [name, amount] of Object.entries(b)) sum[name] = (sum[name] ?? 0) + amount;
  return sum;
};

const highest = (a: Amounts, b: Amounts): Amounts => {
  const most = { ...a };
  for (const [name, amount] of Object.entries(b)) most[name] = Math.max(most[name] ?? 0, amount);
  return most;
};

/** What a pod asks of a node: its containers together, or one init container at a time (with the sidecars before it). */
export const podRequests = (spec: PodSpec): Amounts => {
  let sidecars: Amounts = {};
  let init: Amounts = {};
  for (const container of spec.initContainers ?? []) {
    const requests = toAmounts(container.resources?.requests);
    if (container.restartPolicy === 'Always') {
      sidecars = add(sidecars, requests);
      init = highest(init, sidecars);
    } else init = highest(init, add(sidecars, requests));
  }
  let main = sidecars;
  for (const container of spec.containers) main = add(main, toAmounts(container.resources?.requests));
  return add(highest(main, init), toAmounts(spec.overhead));
};
