/** What is served, in the old and the aggregated form. Source: Kubernetes API concepts, "API discovery". */
import type { Catalog, Resource } from '../registry/index.ts';
import type { Call } from './call.ts';
import { encodingOf, parseAccept, sendObject, sendTyped } from './respond.ts';

const groupsOf = ({ resources }: Catalog): string[] =>
  [...new Set(resources.map((resource) => resource.group))].filter((group) => group !== '');
const versionsOf = ({ resources }: Catalog, group: string): string[] => [
  ...new Set(resources.filter((resource) => resource.group === group).map((resource) => resource.version)),
];
const whileTerminating = ['delete', 'deletecollection', 'get', 'list', 'watch'];
const inGroupVersion = ({ resources }: Catalog, group: string, version: string): Resource[] =>
  resources
    .filter((resource) => resource.group === group && resource.version === version)
    .map((resource) =>
      resource.custom?.terminating === true ? { ...resource, verbs: whileTerminating, subresources: {} } : resource,
    );
const groupVersionText = (group: string, version: string): string => (group === '' ? version : `${group}/${version}`);

const apiGroup = (catalog: Catalog, name: string) => {
  const versions = versionsOf(catalog, name).map((version) => ({ groupVersion: `${name}/${version}`, version }));
  return { name, versions, preferredVersion: versions[0] };
};

const legacyResources = (catalog: Catalog, group: string, version: string) => ({
  kind: 'APIResourceList',
  ...(group === '' ? {} : { apiVersion: 'v1' }),
  groupVersion: groupVersionText(group, version),
  resources: inGroupVersion(catalog, group, version).flatMap((resource) => [
    {
      name: resource.plural,
      singularName: resource.singular,
      namespaced: resource.namespaced,
      kind: resource.kind,
      verbs: resource.verbs,
      ...(resource.shortNames.length === 0 ? {} : { shortNames: resource.shortNames }),
      ...(resource.categories.length === 0 ? {} : { categories: resource.categories }),
      ...(resource.storageVersionHash && { storageVersionHash: resource.storageVersionHash }),
    },
    ...Object.entries(resource.subresources).map(([name, sub]) => ({
      name: `${resource.plural}/${name}`,
      singularName: '',
      namespaced: resource.namespaced,
      // Where it is the resource's own, this form does not say it.
      ...(sub.group === '' || sub.kind === resource.kind ? {} : { group: sub.group }),
      ...(sub.version === '' || sub.kind === resource.kind ? {} : { version: sub.version }),
      kind: sub.kind,
      verbs: sub.verbs,
    })),
  ]),
});

const aggregatedGroup = (catalog: Catalog, group: string) => ({
  metadata: { ...(group === '' ? {} : { name: group }), creationTimestamp: null },
  versions: versionsOf(catalog, group).map((version) => ({
    version,
    resources: inGroupVersion(catalog, group, version).map((resource) => ({
      resource: resource.plural,
      responseKind:
        resource.custom === undefined
          ? { group: '', version: '', kind: resource.kind }
          : { group, version, kind: resource.kind },
      scope: resource.namespaced ? 'Namespaced' : 'Cluster',
      singularResource: resource.singular,
      verbs: resource.verbs,
      ...(resource.shortNames.length === 0 ? {} : { shortNames: resource.shortNames }),
      ...(resource.categories.length === 0 ? {} : { categories: resource.categories }),
      ...(Object.keys(resource.subresources).length === 0
        ? {}
        : {
            subresources: Object.entries(resource.subresources).map(
              ([name, { group: g, version: v, kind, verbs }]) => ({
                subresource: name,
                responseKind: { group: g, version: v, kind },
                verbs,
              }),
            ),
          }),
    })),
    freshness: 'Current',
  })),
});

/** The version of the aggregated form that the caller prefers over the old one. */
const aggregatedVersion = (call: Call): string | undefined => {
  for (const { type, params } of parseAccept(call.request.headers.accept)) {
    if (encodingOf(type) === undefined) continue;
    if (params.as === undefined) return undefined;
    if (
      params.as === 'APIGroupDiscoveryList' &&
      params.g === 'apidiscovery.k8s.io' &&
      (params.v === 'v2' || params.v === 'v2beta1')
    )
      return params.v;
  }
  return undefined;
};

const addresses = (call: Call) => [{ clientCIDR: '0.0.0.0/0', serverAddress: call.request.headers.host ?? '' }];

/** True when the path was one of discovery's. */
export const serveDiscovery = (call: Call): boolean => {
  const [root, group, version, more] = call.segments;
  const { catalog } = call.context.registry;
  if (root !== 'api' && root !== 'apis') return false;
  if (group === undefined) {
    const aggregated = aggregatedVersion(call);
    if (aggregated !== undefined) {
      const items = (root === 'api' ? [''] : groupsOf(catalog)).map((name) => aggregatedGroup(catalog, name));
      call.response.setHeader('Vary', 'Accept');
      // Clients tell the forms apart by the answer's type alone.
      const type = `application/json;g=apidiscovery.k8s.io;v=${aggregated};as=APIGroupDiscoveryList`;
      const list = {
        kind: 'APIGroupDiscoveryList',
        apiVersion: `apidiscovery.k8s.io/${aggregated}`,
        metadata: {},
        items,
      };
      sendTyped(call, type, Buffer.from(JSON.stringify(list)));
      return true;
    }
    if (root === 'api')
      sendObject(call, { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: addresses(call) });
    else {
      const groups = groupsOf(catalog).map((name) => apiGroup(catalog, name));
      sendObject(call, { kind: 'APIGroupList', apiVersion: 'v1', groups });
    }
    return true;
  }
  if (root === 'api') {
    if (group !== 'v1' || version !== undefined) return false;
    sendObject(call, legacyResources(catalog, '', 'v1'));
    return true;
  }
  if (more !== undefined || !groupsOf(catalog).includes(group)) return false;
  if (version === undefined) sendObject(call, { kind: 'APIGroup', apiVersion: 'v1', ...apiGroup(catalog, group) });
  else if (versionsOf(catalog, group).includes(version)) sendObject(call, legacyResources(catalog, group, version));
  else return false;
  return true;
};
