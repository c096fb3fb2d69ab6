import {
  dns1035LabelProblems,
  dnsSubdomainProblems,
  duplicateField,
  invalid,
  invalidField,
  requiredField,
  unsupportedField,
} from '@binnacle/kube/api';
import type { FieldError, UnstructuredObject } from '@binnacle/kube/api';
import type { Store } from '../../storage/index.ts';
import { ensureObject, isJsonObject, objectAt, objectsAt, setDefault, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { Strategy, StrategyContext } from '../strategy.ts';
import { PORT_RANGE, portNameProblems, validatePortRef } from './pod-validation.ts';

/** Cluster addresses come from 10.96.0.0/16, node ports from 30000–32767, as on a stock cluster. */
const NETWORK = '10.96.';
const NODE_PORTS = { first: 30000, count: 2768 };

const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const hasNodePorts = (type: unknown): boolean => type === 'NodePort' || type === 'LoadBalancer';

const specsOf = (store: Store): JsonObject[] =>
  store.range('/services', '').map((entry) => objectAt(entry.object, 'spec'));

const refuse = (draft: UnstructuredObject, error: FieldError) =>
  invalid({ group: '', kind: 'Service' }, draft.metadata.name, [error]);

const assertAddress = (draft: UnstructuredObject, address: string, used: ReadonlySet<unknown>): void => {
  const value = [address];
  if (!address.startsWith(NETWORK))
    throw refuse(
      draft,
      invalidField(
        'spec.clusterIPs',
        value,
        `failed to allocate IP ${address}: the provided IP (${address}) is not in the valid range. The range of valid IPs is 10.96.0.0/16`,
      ),
    );
  if (used.has(address))
    throw refuse(
      draft,
      invalidField('spec.clusterIPs', value, `failed to allocate IP ${address}: provided IP is already allocated`),
    );
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

const allocateNodePorts = (draft: UnstructuredObject, { store, rng }: StrategyContext): void => {
  const used = new Set(
    store
      .range('/services', '')
      .filter((entry) => entry.object.metadata.uid !== draft.metadata.uid)
      .flatMap((entry) => objectsAt(entry.object, 'spec', 'ports').map((port) => port.nodePort)),
  );
  objectsAt(draft, 'spec', 'ports').forEach((port, i) => {
    const asked = port.nodePort;
    if (typeof asked === 'number' && asked !== 0) {
      const at = `spec.ports[${i}].nodePort`;
      if (asked < NODE_PORTS.first || asked >= NODE_PORTS.first + NODE_PORTS.count)
        throw refuse(
          draft,
          invalidField(at, asked, 'provided port is not in the valid range. The range of valid ports is 30000-32767'),
        );
      if (used.has(asked)) throw refuse(draft, invalidField(at, asked, 'provided port is already allocated'));
    } else {
      let free = NODE_PORTS.first + rng.int(NODE_PORTS.count);
      while (used.has(free)) free = NODE_PORTS.first + rng.int(NODE_PORTS.count);
      port.nodePort = free;
    }
    used.add(port.nodePort);
  });
};

/** Takes what the type needs, gives back what it no longer does. */
const allocate = (draft: UnstructuredObject, context: StrategyContext): void => {
  const spec = ensureObject(draft, 'spec');
  if (spec.type === 'ExternalName') {
    for (const field of ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy', 'internalTrafficPolicy'])
      delete spec[field];
    return;
  }
  if (textAt(spec, 'clusterIP') === '' || !Array.isArray(spec.clusterIPs)) allocateAddress(draft, context);
  if (hasNodePorts(spec.type)) allocateNodePorts(draft, context);
  else for (const port of objectsAt(spec, 'ports')) delete port.nodePort;
};

const defaults = (draft: UnstructuredObject): void => {
  const spec = ensureObject(draft, 'spec');
  setDefault(spec, 'sessionAffinity', 'None');
  setDefault(spec, 'type', 'ClusterIP');
  for (const port of objectsAt(spec, 'ports')) {
    setDefault(port, 'protocol', 'TCP');
    if (port.targetPort === undefined || port.targetPort === 0 || port.targetPort === '') port.targetPort = port.port;
  }
  if (spec.type === 'ExternalName') return;
  setDefault(spec, 'internalTrafficPolicy', 'Cluster');
  if (hasNodePorts(spec.type)) setDefault(spec, 'externalTrafficPolicy', 'Cluster');
  else delete spec.externalTrafficPolicy;
  if (spec.type === 'LoadBalancer') setDefault(spec, 'allocateLoadBalancerNodePorts', true);
};

const validatePorts = (ports: JsonObject[]): FieldError[] => {
  const names = new Set<string>();
  const seen = new Set<string>();
  return ports.flatMap((port, i) => {
    const at = `spec.ports[${i}]`;
    const errors: FieldError[] = [];
    const name = textAt(port, 'name');
    if (name === '' && ports.length > 1) errors.push(requiredField(`${at}.name`));
    else if (name !== '') {
      if (names.has(name)) errors.push(duplicateField(`${at}.name`, name));
      errors.push(
        ...portNameProblems(name)
          .filter(() => !/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name))
          .map((problem) => invalidField(`${at}.name`, name, problem)),
      );
      names.add(name);
    }
    if (typeof port.port !== 'number' || port.port < 1 || port.port > 65535)
      errors.push(invalidField(`${at}.port`, port.port, PORT_RANGE));
    errors.push(...validatePortRef(port.targetPort, `${at}.targetPort`));
    if (!['TCP', 'UDP', 'SCTP'].includes(textAt(port, 'protocol')))
      errors.push(unsupportedField(`${at}.protocol`, port.protocol, ['SCTP', 'TCP', 'UDP']));
    const key = `${textAt(port, 'protocol')}/${String(port.port)}`;
    if (seen.has(key))
      errors.push(
        duplicateField(at, {
          Name: '',
          Protocol: port.protocol,
          AppProtocol: null,
          Port: port.port,
          TargetPort: 0,
          NodePort: 0,
        }),
      );
    seen.add(key);
    return errors;
  });
};

const validate = (object: UnstructuredObject): FieldError[] => {
  const spec = objectAt(object, 'spec');
  const ports = objectsAt(spec, 'ports');
  const errors: FieldError[] = [];
  const external = spec.type === 'ExternalName';
  if (ports.length === 0 && !external && spec.clusterIP !== 'None') errors.push(requiredField('spec.ports'));
  if (external) {
    const name = textAt(spec, 'externalName').replace(/\.$/, '');
    if (name === '') errors.push(requiredField('spec.externalName'));
    else errors.push(...dnsSubdomainProblems(name).map((problem) => invalidField('spec.externalName', name, problem)));
  }
  errors.push(...validatePorts(ports));
  if (!TYPES.includes(textAt(spec, 'type'))) errors.push(unsupportedField('spec.type', spec.type, TYPES));
  if (!['None', 'ClientIP'].includes(textAt(spec, 'sessionAffinity')))
    errors.push(unsupportedField('spec.sessionAffinity', spec.sessionAffinity, ['ClientIP', 'None']));
  return errors;
};

export const service: Strategy = {
  nameProblems: dns1035LabelProblems,
  returnsDeleted: true,
  prepareCreate: (draft, context) => {
    defaults(draft);
    draft.status = { loadBalancer: {} };
    if (validate(draft).length === 0) allocate(draft, context);
  },
  prepareUpdate: (draft, current, context) => {
    const [spec, before] = [ensureObject(draft, 'spec'), objectAt(current, 'spec')];
    setDefault(spec, 'type', 'ClusterIP');
    // What was given by the server stays when an update leaves it out.
    if (spec.type !== 'ExternalName' && before.type !== 'ExternalName')
      for (const field of ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy'])
        if (before[field] !== undefined) setDefault(spec, field, before[field]);
    const old = objectsAt(before, 'ports');
    if (hasNodePorts(spec.type))
      for (const port of objectsAt(spec, 'ports')) {
        const same = old.find(
          (other) => other.port === port.port && (other.protocol ?? 'TCP') === (port.protocol ?? 'TCP'),
        );
        if (same?.nodePort !== undefined && (port.nodePort === undefined || port.nodePort === 0))
          port.nodePort = same.nodePort;
      }
    defaults(draft);
    if (validate(draft).length === 0) allocate(draft, context);
  },
  defaults,
  validate,
  validateUpdate: (object, current) => {
    const [now, before] = [objectAt(object, 'spec'), objectAt(current, 'spec')];
    if (now.type === 'ExternalName' || before.type === 'ExternalName' || before.clusterIP === undefined) return [];
    return now.clusterIP === before.clusterIP
      ? []
      : [invalidField('spec.clusterIPs[0]', now.clusterIPs, 'may not change once set')];
  },
};
