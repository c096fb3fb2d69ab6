/** What Pod specs must be. Source: kube-apiserver `pkg/apis/core/validation/validation.go`, ValidatePodSpec. */
import {
  dnsLabelProblems,
  dnsSubdomainProblems,
  duplicateField,
  forbiddenField,
  invalidField,
  requiredField,
  unsupportedField,
} from '@binnacle/kube/api';
import type { FieldError } from '@binnacle/kube/api';
import { isJsonObject, objectAt, objectsAt, textAt, textsAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { validateLabels } from '../meta.ts';
import { validateAddress } from './addresses.ts';
import { validateContainers, validateInitContainers } from './container-validation.ts';
import type { PodParts } from './container-validation.ts';
import { MOST_INT32, oneOf, validateId, validateQualifiedName, within } from './field-rules.ts';
import { validateAffinity, validateTolerations, validateTopologySpread } from './placement-validation.ts';
import { validatePodResources } from './resource-requirements.ts';
import { validateAppArmor, validateSeccomp } from './security-validation.ts';
import { validateVolumes } from './volume-validation.ts';

const dnsPolicies = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];

/** Names that other objects have. */
const named = (value: unknown, problemsOf: (value: string) => string[], at: string): FieldError[] =>
  typeof value === 'string' && value !== '' ? problemsOf(value).map((problem) => invalidField(at, value, problem)) : [];

const SYSCTL = '([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const SYSCTL_RE = new RegExp(`^${SYSCTL}$`);

/** Those of what the Pod shares with its node. */
const hostSysctl = (name: string, spec: JsonObject): string | undefined => {
  if (spec.hostNetwork === true && name.startsWith('net.')) return 'hostNetwork';
  return spec.hostIPC === true &&
    (name.startsWith('kernel.shm') || name.startsWith('kernel.msg') || name.startsWith('fs.mqueue.'))
    ? 'hostIPC'
    : undefined;
};

const validateSysctls = (sysctls: JsonObject[], at: string, spec: JsonObject): FieldError[] => {
  const names = new Set<string>();
  return sysctls.flatMap((sysctl, i) => {
    const name = textAt(sysctl, 'name');
    const place = `${at}[${i}].name`;
    const repeated = names.has(name);
    names.add(name);
    if (name === '') return [requiredField(place)];
    if (name.length > 253 || !SYSCTL_RE.test(name))
      return [invalidField(place, name, `must have at most 253 characters and match regex ^${SYSCTL}$`)];
    const shared = hostSysctl(name.replaceAll('/', '.'), spec);
    return [
      ...(repeated ? [duplicateField(place, name)] : []),
      ...(shared === undefined ? [] : [invalidField(place, name, `may not be specified when '${shared}' is true`)]),
    ];
  });
};

const changePolicies = ['Always', 'OnRootMismatch'];

const groupPolicies = ['Merge', 'Strict'];

const validateSecurity = (spec: JsonObject, at: string): FieldError[] => {
  const context = objectAt(spec, 'securityContext');
  const { fsGroupChangePolicy, supplementalGroupsPolicy: groups, seLinuxChangePolicy: labels } = context;
  return [
    ...validateId(context.fsGroup, `${at}.fsGroup`),
    ...validateId(context.runAsUser, `${at}.runAsUser`),
    ...validateId(context.runAsGroup, `${at}.runAsGroup`),
    ...(Array.isArray(context.supplementalGroups) ? context.supplementalGroups : []).flatMap((group: unknown, i) =>
      validateId(group, `${at}.supplementalGroups[${i}]`),
    ),
    ...(spec.shareProcessNamespace === true && spec.hostPID === true
      ? [invalidField(`${at}.shareProcessNamespace`, true, 'ShareProcessNamespace and HostPID cannot both be enabled')]
      : []),
    ...validateSysctls(objectsAt(context, 'sysctls'), `${at}.sysctls`, spec),
    ...(typeof fsGroupChangePolicy === 'string' && !changePolicies.includes(fsGroupChangePolicy)
      ? [unsupportedField(`${at}.fsGroupChangePolicy`, fsGroupChangePolicy, changePolicies)]
      : []),
    ...validateSeccomp(context.seccompProfile, `${at}.seccompProfile`),
    ...validateAppArmor(context.appArmorProfile, `${at}.appArmorProfile`),
    ...(typeof groups === 'string' && !groupPolicies.includes(groups)
      ? [unsupportedField(`${at}.supplementalGroupsPolicy`, groups, groupPolicies)]
      : []),
    ...(typeof labels === 'string' && labels !== 'Recursive'
      ? [unsupportedField(`${at}.seLinuxChangePolicy`, labels, ['Recursive'])]
      : []),
  ];
};

const UNDERSCORED = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*';
const UNDERSCORED_RE = new RegExp(`^${UNDERSCORED}$`);

/** A domain to search. */
const validateSearch = (search: string, at: string): FieldError[] => {
  const name = search.replace(/\.$/, '');
  if (search === '.' || UNDERSCORED_RE.test(name)) return [];
  const rule =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character";
  return [invalidField(at, name, `${rule} (e.g. 'example.com', regex used for validation is '${UNDERSCORED}')`)];
};

const validateDns = (config: unknown, at: string, policy: unknown): FieldError[] => {
  const servers = textsAt(config, 'nameservers');
  if (policy === 'None') {
    if (!isJsonObject(config)) return [requiredField(at, 'must provide `dnsConfig` when `dnsPolicy` is None')];
    if (servers.length === 0)
      return [requiredField(`${at}.nameservers`, 'must provide at least one DNS nameserver when `dnsPolicy` is None')];
  }
  const searches = textsAt(config, 'searches');
  return [
    ...(servers.length > 3
      ? [invalidField(`${at}.nameservers`, servers, 'must not have more than 3 nameservers')]
      : []),
    ...servers.flatMap((server, i) => validateAddress(server, `${at}.nameservers[${i}]`)),
    ...(searches.length > 32
      ? [invalidField(`${at}.searches`, searches, 'must not have more than 32 search paths')]
      : []),
    ...searches.flatMap((search, i) => validateSearch(search, `${at}.searches[${i}]`)),
    ...objectsAt(config, 'options').flatMap((option, i) =>
      textAt(option, 'name') === '' ? [requiredField(`${at}.options[${i}]`, 'must not be empty')] : [],
    ),
  ];
};

const validateGates = (gates: JsonObject[], at: string): FieldError[] => {
  const seen = new Set<string>();
  return gates.flatMap((gate, i) => {
    const name = textAt(gate, 'name');
    const repeated = seen.has(name) ? [duplicateField(`${at}[${i}]`, name)] : [];
    seen.add(name);
    return [...validateQualifiedName(name, `${at}[${i}]`), ...repeated];
  });
};

const validateHostNetwork = (spec: JsonObject, at: string, isPod: boolean): FieldError[] =>
  spec.hostNetwork !== true
    ? []
    : objectsAt(spec, 'containers').flatMap((container, c) =>
        objectsAt(container, 'ports').flatMap(({ hostPort = 0, containerPort = 0 }, p) =>
          (isPod || hostPort !== 0) && hostPort !== containerPort
            ? [
                invalidField(
                  `${at}.containers[${c}].ports[${p}].hostPort`,
                  hostPort,
                  'must match `containerPort` when `hostNetwork` is true',
                ),
              ]
            : [],
        ),
      );

const validateHostAliases = (aliases: JsonObject[], at: string): FieldError[] =>
  aliases.flatMap((alias, i) => [
    ...validateAddress(textAt(alias, 'ip'), `${at}[${i}].ip`),
    ...textsAt(alias, 'hostnames').flatMap((name, j) =>
      dnsSubdomainProblems(name).map((problem) => invalidField(`${at}[${i}].hostnames[${j}]`, name, problem)),
    ),
  ]);

const validateResourceClaims = (claims: JsonObject[], at: string): FieldError[] => {
  const seen = new Set<string>();
  return claims.flatMap((claim, i) => {
    const [name, place] = [textAt(claim, 'name'), `${at}[${i}]`];
    const { resourceClaimName: one, resourceClaimTemplateName: other } = claim;
    const shown = { Name: name, ResourceClaimName: one ?? null, ResourceClaimTemplateName: other ?? null };
    const errors: FieldError[] = [];
    if (name === '') errors.push(requiredField(`${place}.name`));
    else if (seen.has(name)) errors.push(duplicateField(`${place}.name`, name));
    else errors.push(...dnsLabelProblems(name).map((problem) => invalidField(`${place}.name`, name, problem)));
    seen.add(name);
    const fields = '`resourceClaimName`, `resourceClaimTemplateName`';
    if (one !== undefined && other !== undefined)
      errors.push(invalidField(place, shown, `at most one of ${fields.replace(',', ' or')} may be specified`));
    if (one === undefined && other === undefined)
      errors.push(invalidField(place, shown, `must specify one of: ${fields}`));
    return [
      ...errors,
      ...named(one, dnsSubdomainProblems, `${place}.resourceClaimName`),
      ...named(other, dnsSubdomainProblems, `${place}.resourceClaimTemplateName`),
    ];
  });
};

/** Users of its own do not go with the node's namespaces. */
const validateHostUsers = (spec: JsonObject, at: string): FieldError[] =>
  spec.hostUsers !== false
    ? []
    : (
        [
          ['hostNetwork', 'hostNetwork'],
          ['hostPID', 'HostPID'],
          ['hostIPC', 'HostIPC'],
        ] as const
      )
        .filter(([field]) => spec[field] === true)
        .map(([, told]) => forbiddenField(`${at}.${told}`, 'when `hostUsers` is false'));

/** What containers depend on, and what is wrong with the volumes among it. */
export const partsOf = (spec: JsonObject, at: string): { errors: FieldError[]; parts: PodParts } => {
  const { terminationGracePeriodSeconds: grace, hostUsers } = spec;
  const { errors, names: volumes, claims } = validateVolumes(objectsAt(spec, 'volumes'), `${at}.volumes`);
  const resourceClaims = objectsAt(spec, 'resourceClaims').map((claim) => textAt(claim, 'name'));
  const parts: PodParts = {
    ...{ volumes, claims, resourceClaims, hostUsers: hostUsers !== false },
    grace: typeof grace === 'number' ? grace : undefined,
  };
  return { errors, parts };
};

/** `at` is `spec` of a Pod or `spec.template.spec`. */
export const validatePodSpec = (spec: JsonObject, at: string): FieldError[] => {
  const isPod = at === 'spec';
  const { activeDeadlineSeconds } = spec;
  const { errors, parts } = partsOf(spec, at);
  const regular = objectsAt(spec, 'containers');
  const initContainers = objectsAt(spec, 'initContainers');
  const os = spec.os === undefined ? undefined : textAt(spec, 'os', 'name');
  return [
    ...errors,
    ...validateResourceClaims(objectsAt(spec, 'resourceClaims'), `${at}.resourceClaims`),
    ...validateContainers(regular, `${at}.containers`, parts),
    ...validateInitContainers({ initContainers, regular }, `${at}.initContainers`, parts),
    ...validatePodResources(spec, `${at}.resources`),
    ...validateHostNetwork(spec, at, isPod),
    ...oneOf(spec.restartPolicy, ['Always', 'OnFailure', 'Never'], `${at}.restartPolicy`),
    ...oneOf(spec.dnsPolicy, dnsPolicies, `${at}.dnsPolicy`),
    ...validateLabels(spec.nodeSelector, `${at}.nodeSelector`),
    ...validateSecurity(spec, `${at}.securityContext`),
    ...validateAffinity(spec.affinity, `${at}.affinity`),
    ...validateDns(spec.dnsConfig, `${at}.dnsConfig`, spec.dnsPolicy),
    ...objectsAt(spec, 'readinessGates').flatMap((gate, i) =>
      validateQualifiedName(textAt(gate, 'conditionType'), `${at}.readinessGates[${i}].conditionType`),
    ),
    ...validateGates(objectsAt(spec, 'schedulingGates'), `${at}.schedulingGates`),
    ...validateTopologySpread(objectsAt(spec, 'topologySpreadConstraints'), `${at}.topologySpreadConstraints`),
    ...validateHostUsers(spec, at),
    ...named(spec.serviceAccountName, dnsSubdomainProblems, `${at}.serviceAccountName`),
    ...named(spec.nodeName, dnsSubdomainProblems, `${at}.nodeName`),
    ...within(activeDeadlineSeconds, [1, MOST_INT32], `${at}.activeDeadlineSeconds`),
    ...named(spec.hostname, dnsLabelProblems, `${at}.hostname`),
    ...named(spec.subdomain, dnsLabelProblems, `${at}.subdomain`),
    ...validateTolerations(objectsAt(spec, 'tolerations'), `${at}.tolerations`),
    ...validateHostAliases(objectsAt(spec, 'hostAliases'), `${at}.hostAliases`),
    ...named(spec.priorityClassName, dnsSubdomainProblems, `${at}.priorityClassName`),
    ...named(spec.runtimeClassName, dnsSubdomainProblems, `${at}.runtimeClassName`),
    ...oneOf(spec.preemptionPolicy, ['PreemptLowerPriority', 'Never'], `${at}.preemptionPolicy`),
    ...(os === ''
      ? [requiredField(`${at}.os.name`)]
      : os === undefined || ['linux', 'windows'].includes(os)
        ? []
        : [unsupportedField(`${at}.os`, os, ['linux', 'windows'])]),
  ];
};

export const validateImageText = (image: string, at: string): FieldError[] =>
  image.trim() === image ? [] : [invalidField(at, image, 'must not have leading or trailing whitespace')];

/** What a Pod must be beyond its spec, and templates need not. */
export const validatePodAlone = (spec: JsonObject): FieldError[] =>
  ['containers', 'initContainers'].flatMap((field) =>
    objectsAt(spec, field).flatMap((container, i) =>
      validateImageText(textAt(container, 'image'), `spec.${field}[${i}].image`),
    ),
  );

export const validatePodCreate = (spec: JsonObject): FieldError[] => [
  ...(objectsAt(spec, 'ephemeralContainers').length > 0
    ? [forbiddenField('spec.ephemeralContainers', 'cannot be set on create')]
    : []),
  ...(textAt(spec, 'nodeName') !== '' && objectsAt(spec, 'schedulingGates').length > 0
    ? [forbiddenField('spec.nodeName', 'cannot be set until all schedulingGates have been cleared')]
    : []),
];
