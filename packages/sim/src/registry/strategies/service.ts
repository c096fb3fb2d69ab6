import { dns1035LabelProblems, invalid, invalidField } from '@binnacle/kube/api';
import type { FieldError, UnstructuredObject } from '@binnacle/kube/api';
import type { Store } from '../../storage/index.ts';
import { ensureObject, equalJson, isJsonObject, objectAt, objectsAt, setDefault, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { Strategy, StrategyContext } from '../strategy.ts';
import { loadBalancerWarnings, validateServiceStatus } from './load-balancer-status.ts';
import { isExternal, needsHealthCheck, validateService, validateServiceUpdate } from './service-validation.ts';
import { serviceWarnings } from './network-warnings.ts';

/** Cluster addresses come from 10.96.0.0/16, node ports from 30000–32767, as on a stock cluster. */
const NETWORK = '10.96.';
const NODE_PORTS = { first: 30000, count: 2768 };

/** A load balancer may do without. */
const hasNodePorts = (spec: JsonObject): boolean =>
  spec.type === 'NodePort' || (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts !== false);

const specsOf = (store: Store): JsonObject[] =>
  store.range('/services', '').map((entry) => objectAt(entry.object, 'spec'));

const refuse = (draft: UnstructuredObject, ...errors: FieldError[]) =>
  invalid({ group: '', kind: 'Service' }, draft.metadata.name, errors);

const assertAddress = (draft: UnstructuredObject, address: string, used: ReadonlySet<unknown>): void => {
  const value = [address];
  const why = `failed to allocate IP ${address}: `;
  if (!address.startsWith(NETWORK))
    throw refuse(
      draft,
      invalidField('spec.clusterIPs', value, `${why}the provided network does not match the current range`),
    );
  if (used.has(address))
    throw refuse(draft, invalidField('spec.clusterIPs', value, `${why}provided IP is already allocated`));
};

const allocateAddress = (draft: UnstructuredObject, { store, rng }: StrategyContext): void => {
  const spec = ensureObject(draft, 'spec');
  const used = new Set(specsOf(store).map((other) => other.clusterIP));
  const asked = textAt(spec, 'clusterIP');
  if (asked !== '' && asked !== 'None') assertAddress(draft, asked, used);
  let address = asked;
  while (address === '' || (asked === '' && used.has(address)))
    address = `${NETWORK}${rng.int(256)}.${1 + rng.int(254)}`;
  spec.clusterIP = address;
  spec.clusterIPs = [address];
  const dual = address === 'None' && !isJsonObject(spec.selector);
  setDefault(spec, 'ipFamilies', dual ? ['IPv4', 'IPv6'] : ['IPv4']);
  setDefault(spec, 'ipFamilyPolicy', dual ? 'RequireDualStack' : 'SingleStack');
};

/** Those that other Services hold. */
const nodePortsOf = (draft: UnstructuredObject, { store }: StrategyContext): Set<unknown> =>
  new Set(
    store
      .range('/services', '')
      .filter((entry) => entry.object.metadata.uid !== draft.metadata.uid)
      .flatMap(({ object }) => [
        objectAt(object, 'spec').healthCheckNodePort,
        ...objectsAt(object, 'spec', 'ports').map((port) => port.nodePort),
      ]),
  );

const freeNodePort = (used: ReadonlySet<unknown>, { rng }: StrategyContext): number => {
  let free = NODE_PORTS.first + rng.int(NODE_PORTS.count);
  while (used.has(free)) free = NODE_PORTS.first + rng.int(NODE_PORTS.count);
  return free;
};

const allocateNodePorts = (draft: UnstructuredObject, context: StrategyContext): void => {
  const used = nodePortsOf(draft, context);
  // One number serves several protocols of one Service.
  const mine = new Set<string>();
  objectsAt(draft, 'spec', 'ports').forEach((port, i) => {
    const asked = port.nodePort;
    const own = `${String(port.protocol)}/${String(asked)}`;
    if (typeof asked === 'number' && asked !== 0) {
      const at = `spec.ports[${i}].nodePort`;
      if (asked < NODE_PORTS.first || asked >= NODE_PORTS.first + NODE_PORTS.count)
        throw refuse(
          draft,
          invalidField(at, asked, 'provided port is not in the valid range. The range of valid ports is 30000-32767'),
        );
      if (used.has(asked) || mine.has(own))
        throw refuse(draft, invalidField(at, asked, 'provided port is already allocated'));
      mine.add(own);
      return;
    }
    port.nodePort = freeNodePort(
      new Set([...used, ...objectsAt(draft, 'spec', 'ports').map((other) => other.nodePort)]),
      context,
    );
    used.add(port.nodePort);
  });
};

/** Whether another look at a Service that is stored already finds the address it holds. */
const isGiven = (spec: JsonObject, before: JsonObject | undefined): boolean =>
  textAt(spec, 'clusterIP') !== '' && spec.clusterIP === before?.clusterIP;

/** Takes what the type needs, gives back what it no longer does. */
const allocate = (draft: UnstructuredObject, before: JsonObject | undefined, context: StrategyContext): void => {
  const spec = ensureObject(draft, 'spec');
  if (spec.type === 'ExternalName') {
    for (const field of ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy', 'internalTrafficPolicy'])
      delete spec[field];
    return;
  }
  if (!isGiven(spec, before)) allocateAddress(draft, context);
  if (hasNodePorts(spec)) allocateNodePorts(draft, context);
  if (needsHealthCheck(spec))
    setDefault(spec, 'healthCheckNodePort', freeNodePort(nodePortsOf(draft, context), context));
  else delete spec.healthCheckNodePort;
};

const defaults = (draft: UnstructuredObject): void => {
  const spec = ensureObject(draft, 'spec');
  for (const [field, value] of [
    ['sessionAffinity', 'None'],
    ['type', 'ClusterIP'],
  ] as const)
    if (textAt(spec, field) === '') spec[field] = value;
  if (spec.sessionAffinity === 'None') delete spec.sessionAffinityConfig;
  if (spec.sessionAffinity === 'ClientIP')
    setDefault(ensureObject(spec, 'sessionAffinityConfig', 'clientIP'), 'timeoutSeconds', 10_800);
  for (const port of objectsAt(spec, 'ports')) {
    if (textAt(port, 'protocol') === '') port.protocol = 'TCP';
    if (port.targetPort === undefined || port.targetPort === 0 || port.targetPort === '') port.targetPort = port.port;
  }
  if (spec.type === 'ExternalName') return;
  setDefault(spec, 'internalTrafficPolicy', 'Cluster');
  if (isExternal(spec)) setDefault(spec, 'externalTrafficPolicy', 'Cluster');
  if (spec.type === 'LoadBalancer') setDefault(spec, 'allocateLoadBalancerNodePorts', true);
};

/** One family of addresses is all there is; only what has no address at all may speak of two. */
const assertFamilies = (draft: UnstructuredObject): void => {
  const spec = objectAt(draft, 'spec');
  if (spec.type === 'ExternalName' || (spec.clusterIP === 'None' && !isJsonObject(spec.selector))) return;
  const errors: FieldError[] = [];
  if (spec.ipFamilyPolicy === 'RequireDualStack')
    errors.push(
      invalidField(
        'spec.ipFamilyPolicy',
        spec.ipFamilyPolicy,
        'this cluster is not configured for dual-stack services',
      ),
    );
  (Array.isArray(spec.ipFamilies) ? spec.ipFamilies : []).forEach((family: unknown, i) => {
    if (family === 'IPv6') errors.push(invalidField(`spec.ipFamilies[${i}]`, family, 'not configured on this cluster'));
  });
  if (errors.length > 0) throw refuse(draft, ...errors);
};

/** The one address and the list of addresses tell the same. */
const alignAddresses = (spec: JsonObject, before?: JsonObject): void => {
  const list = Array.isArray(spec.clusterIPs) ? (spec.clusterIPs as string[]) : [];
  const own = textAt(spec, 'clusterIP');
  const isKept = before !== undefined && equalJson(list, before.clusterIPs ?? []);
  if (own !== '' && own !== list[0] && (list.length === 0 || isKept)) spec.clusterIPs = [own];
};

/** What belonged to the type that it had goes with it, unless it was sent anew. */
const dropOutdated = (spec: JsonObject, before: JsonObject): void => {
  const drop = (...fields: string[]) => {
    for (const field of fields) if (equalJson(spec[field], before[field])) delete spec[field];
  };
  if (spec.type === 'ExternalName') drop('clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy');
  const [ports, old] = [objectsAt(spec, 'ports'), objectsAt(before, 'ports')];
  const nodePorts = (list: JsonObject[]) => list.map((port) => port.nodePort);
  if (!hasNodePorts(spec) && spec.type !== 'LoadBalancer' && equalJson(nodePorts(ports), nodePorts(old)))
    for (const port of ports) delete port.nodePort;
  if (!needsHealthCheck(spec)) drop('healthCheckNodePort');
  if (spec.type !== 'LoadBalancer') drop('allocateLoadBalancerNodePorts', 'loadBalancerClass');
  if (!isExternal(spec)) drop('externalTrafficPolicy');
};

/** Gives what a valid Service needs. */
const provide = (draft: UnstructuredObject, before: JsonObject | undefined, context: StrategyContext): void => {
  assertFamilies(draft);
  if (validateService(draft).length > 0) return;
  allocate(draft, before, context);
};

export const service: Strategy = {
  warnings: serviceWarnings,
  nameProblems: dns1035LabelProblems,
  returnsDeleted: true,
  prepareCreate: (draft, context) => {
    defaults(draft);
    draft.status = { loadBalancer: {} };
    alignAddresses(ensureObject(draft, 'spec'));
    provide(draft, undefined, context);
  },
  prepareUpdate: (draft, current, context) => {
    const [spec, before] = [ensureObject(draft, 'spec'), objectAt(current, 'spec')];
    setDefault(spec, 'type', 'ClusterIP');
    alignAddresses(spec, before);
    if (spec.type !== before.type) dropOutdated(spec, before);
    // What was given by the server stays when an update leaves it out.
    if (spec.type !== 'ExternalName' && before.type !== 'ExternalName')
      for (const field of ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy'])
        if (before[field] !== undefined) setDefault(spec, field, before[field]);
    const old = objectsAt(before, 'ports');
    if (hasNodePorts(spec))
      for (const port of objectsAt(spec, 'ports')) {
        const same = old.find(
          (other) => other.port === port.port && (other.protocol ?? 'TCP') === (port.protocol ?? 'TCP'),
        );
        if (same?.nodePort !== undefined && (port.nodePort === undefined || port.nodePort === 0))
          port.nodePort = same.nodePort;
      }
    defaults(draft);
    if (validateServiceUpdate(draft, current).length === 0) provide(draft, before, context);
    else assertFamilies(draft);
  },
  defaults,
  validate: validateService,
  validateUpdate: validateServiceUpdate,
  prepareStatus: (draft) => {
    for (const point of objectsAt(draft, 'status', 'loadBalancer', 'ingress'))
      if (textAt(point, 'ip') !== '') setDefault(point, 'ipMode', 'VIP');
  },
  validateStatus: validateServiceStatus,
  statusWarnings: loadBalancerWarnings,
};
