/** What a Pod asks for as a whole. Source: k8s.io/component-helpers `resource`, PodRequests and PodLimits. */
import { compareQuantities, parseQuantity, addQuantities, quantityToNumber } from '@binnacle/kube/api';
import type { Quantity } from '@binnacle/kube/api';

type Listed = Readonly<Record<string, string>>;

interface Resources {
  requests?: Listed;
  limits?: Listed;
}

interface AskingContainer {
  name: string;
  resources?: Resources;
  restartPolicy?: string;
}

/** The part of a Pod spec that asks for something. */
export interface AskingSpec {
  containers: readonly AskingContainer[];
  initContainers?: readonly AskingContainer[];
  overhead?: Listed;
  resources?: Resources;
}

/** How amounts are kept: exact ones for quotas, plain numbers for the scheduler. */
interface Arithmetic<T> {
  read: (name: string, quantity: string) => T;
  add: (a: T, b: T) => T;
  highest: (a: T, b: T) => T;
}

type Sums<T> = Record<string, T>;

const merge = <T>(a: Sums<T>, b: Sums<T>, join: (a: T, b: T) => T): Sums<T> => {
  const result = { ...a };
  for (const [name, amount] of Object.entries(b)) {
    const held = result[name];
    result[name] = held === undefined ? amount : join(held, amount);
  }
  return result;
};

/** Containers together, or one init container at a time with the sidecars before it; then what the runtime needs. */
const total = <T>(spec: AskingSpec, field: 'requests' | 'limits', { read, add, highest }: Arithmetic<T>): Sums<T> => {
  const amounts = (listed: Listed = {}): Sums<T> =>
    Object.fromEntries(Object.entries(listed).map(([name, quantity]) => [name, read(name, quantity)]));
  let sidecars: Sums<T> = {};
  let init: Sums<T> = {};
  for (const container of spec.initContainers ?? []) {
    const wanted = amounts(container.resources?.[field]);
    if (container.restartPolicy === 'Always') {
      sidecars = merge(sidecars, wanted, add);
      init = merge(init, sidecars, highest);
    } else init = merge(init, merge(sidecars, wanted, add), highest);
  }
  let main = sidecars;
  for (const container of spec.containers) main = merge(main, amounts(container.resources?.[field]), add);
  const whole = { ...merge(main, init, highest), ...amounts(spec.resources?.[field]) };
  return field === 'limits'
    ? merge(whole, onlyKnown(amounts(spec.overhead), whole), add)
    : merge(whole, amounts(spec.overhead), add);
};

/** Overhead raises the limits that there are. */
const onlyKnown = <T>(overhead: Sums<T>, limits: Sums<T>): Sums<T> =>
  Object.fromEntries(Object.entries(overhead).filter(([name]) => limits[name] !== undefined));

const exact: Arithmetic<Quantity> = {
  read: (_name, quantity) => parseQuantity(quantity),
  add: addQuantities,
  highest: (a, b) => (compareQuantities(a, b) >= 0 ? a : b),
};

/** Exact amounts by resource name. */
export const podQuantities = (spec: AskingSpec, field: 'requests' | 'limits'): Record<string, Quantity> =>
  total(spec, field, exact);

/** Amounts by resource name: cpu in millicores, the rest in units or bytes. */
export type Amounts = Readonly<Record<string, number>>;

/** Rounded up. */
const toAmount = (name: string, quantity: string): number => {
  const value = quantityToNumber(quantity);
  return Math.ceil(name === 'cpu' ? value * 1000 - 1e-6 : value);
};

const none: Amounts = {};

/** What is stored is frozen, and is asked for again for each pod and node. */
const knownAmounts = new WeakMap<object, Amounts>();
const knownRequests = new WeakMap<object, Amounts>();

export const toAmounts = (quantities: Listed | undefined): Amounts => {
  if (quantities === undefined) return none;
  let amounts = knownAmounts.get(quantities);
  if (amounts === undefined) {
    amounts = Object.fromEntries(
      Object.entries(quantities).map(([name, quantity]) => [name, toAmount(name, quantity)]),
    );
    if (Object.isFrozen(quantities)) knownAmounts.set(quantities, amounts);
  }
  return amounts;
};

const plain: Arithmetic<number> = { read: toAmount, add: (a, b) => a + b, highest: Math.max };

/** What a Pod asks of a node. */
export const podRequests = (spec: AskingSpec): Amounts => {
  let requests = knownRequests.get(spec);
  if (requests === undefined) {
    requests = total(spec, 'requests', plain);
    if (Object.isFrozen(spec)) knownRequests.set(spec, requests);
  }
  return requests;
};
