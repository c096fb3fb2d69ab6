/** Values that differ from run to run, by the field they stand in. */
const passing: Readonly<Record<string, string>> = {
  uid: 'UID',
  resourceVersion: 'VERSION',
  creationTimestamp: 'TIME',
  lastTransitionTime: 'TIME',
  lastUpdateTime: 'TIME',
  deletionTimestamp: 'TIME',
  expirationTimestamp: 'TIME',
  time: 'TIME',
  nodePort: 'PORT',
  healthCheckNodePort: 'PORT',
  token: 'TOKEN',
  'controller-uid': 'UID',
  'batch.kubernetes.io/controller-uid': 'UID',
};

/** Addresses from the Services' network that a server chose. */
const chosenAddress = /\b10\.96\.\d+\.\d+\b(?!\/)/g;

const uuid = /\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g;

/** An answer in a form that two servers can be compared by: what is chosen per run is replaced by its kind. */
export const comparable = (value: unknown, ns: string): unknown => {
  const replaced = (part: unknown, key: string): unknown => {
    if (Array.isArray(part)) return part.map((item) => replaced(item, key));
    if (typeof part === 'string' && passing[key] !== undefined) return passing[key];
    if (typeof part === 'number' && passing[key] !== undefined && part >= 30_000) return passing[key];
    if (typeof part === 'string')
      return part.replaceAll(ns, 'NS').replace(chosenAddress, 'ADDRESS').replace(uuid, 'UID');
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(
      Object.entries(part)
        .filter(([name]) => name !== 'managedFields')
        .map(([name, inner]) => [name.replaceAll(ns, 'NS'), replaced(inner, name)]),
    );
  };
  return replaced(value, '');
};
