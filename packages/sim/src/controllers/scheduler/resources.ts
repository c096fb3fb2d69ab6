import { quantityToNumber } from '@binnacle/kube/api';
import type { PodSpec } from '../../local/objects.ts';

/** Amounts by resource name: cpu in millicores, the rest in units or bytes. */
export type Amounts = Readonly<Record<string, number>>;

/** A validated quantity as a number, cpu in millicores rounded up. */
const toAmount = (name: string, quantity: string): number => {
  const value = quantityToNumber(quantity);
  return Math.ceil(name === 'cpu' ? value * 1000 - 1e-6 : value);
};

const none: Amounts = {};

/** What is stored is frozen and asked for again for each pod and node. */
const knownAmounts = new WeakMap<object, Amounts>();

export const toAmounts = (quantities: Readonly<Record<string, string>> | undefined): Amounts => {
  if (quantities === undefined) return none;
  let amounts = knownAmounts.get(quantities);
  if (amounts === undefined) {
    amounts = Object.fromEntries(
      Object.entries(quantities).map(([name, quantity]) => [name, toAmount(name, String(quantity))]),
    );
    if (Object.isFrozen(quantities)) knownAmounts.set(quantities, amounts);
  }
  return amounts;
};

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

const knownRequests = new WeakMap<PodSpec, Amounts>();

/** What a pod asks of a node: its containers together, or one init container at a time (with the sidecars before it). */
export const podRequests = (spec: PodSpec): Amounts => {
  let requests = knownRequests.get(spec);
  if (requests === undefined) {
    requests = sumRequests(spec);
    if (Object.isFrozen(spec)) knownRequests.set(spec, requests);
  }
  return requests;
};

const sumRequests = (spec: PodSpec): Amounts => {
  let sidecars: Amounts = none;
  let init: Amounts = none;
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
