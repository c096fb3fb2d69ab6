/** Questions about who somebody is and what they may do; answered, never stored. */
import { badRequest, invalid, invalidField } from '@binnacle/kube/api';
import type { UnstructuredObject } from '@binnacle/kube/api';
import type { User } from './authentication.ts';
import type { Attributes, PolicyRule } from './authorization.ts';
import { readBody } from './body.ts';
import type { ResourceCall } from './call.ts';
import { decodeSent } from './decode-sent.ts';
import { writeOptions } from './options.ts';
import { negotiate, sendObject } from './respond.ts';
import { ISSUER } from './service-account-tokens.ts';

interface AccessSpec {
  resourceAttributes?: {
    verb?: string;
    group?: string;
    resource?: string;
    subresource?: string;
    name?: string;
    namespace?: string;
  };
  nonResourceAttributes?: { path?: string; verb?: string };
  user?: string;
  groups?: string[];
  uid?: string;
  extra?: Record<string, string[]>;
}

const refuse = (field: string, value: unknown, why: string) =>
  invalid({ group: 'authorization.k8s.io', kind: '' }, '', [invalidField(field, value, why)]);

const attributesOf = (spec: AccessSpec): Attributes => {
  const { resourceAttributes: resource, nonResourceAttributes: path } = spec;
  if ((resource === undefined) === (path === undefined))
    throw refuse(
      'spec.resourceAttributes',
      resource ?? null,
      'exactly one of nonResourceAttributes or resourceAttributes must be specified',
    );
  return path === undefined
    ? { ...resource, verb: resource?.verb ?? '' }
    : { verb: path.verb ?? '', path: path.path ?? '' };
};

const infoOf = (user: User) => ({
  username: user.name,
  ...(user.uid === undefined ? {} : { uid: user.uid }),
  groups: user.groups,
  ...(user.extra === undefined ? {} : { extra: user.extra }),
});

const rulesStatus = (rules: readonly PolicyRule[]) => ({
  resourceRules: rules
    .filter((rule) => rule.nonResourceURLs === undefined || rule.nonResourceURLs.length === 0)
    .map(({ verbs, apiGroups, resources, resourceNames }) => ({
      verbs,
      apiGroups,
      resources,
      ...(resourceNames === undefined || resourceNames.length === 0 ? {} : { resourceNames }),
    })),
  nonResourceRules: rules
    .filter((rule) => rule.nonResourceURLs !== undefined && rule.nonResourceURLs.length > 0)
    .map(({ verbs, nonResourceURLs }) => ({ verbs, nonResourceURLs })),
  incomplete: false,
});

const access = (call: ResourceCall, user: User, spec: AccessSpec) => {
  const { allowed, reason } = call.context.authorizer.decide(user, attributesOf(spec));
  return { allowed, ...(reason === '' ? {} : { reason }) };
};

const subjectOf = (spec: AccessSpec): User => {
  if ((spec.user ?? '') === '' && (spec.groups ?? []).length === 0)
    throw refuse('spec.user', spec.user ?? '', 'at least one of user or group must be specified');
  return { name: spec.user ?? '', groups: spec.groups ?? [] };
};

const tokenStatus = (call: ResourceCall, token: string) => {
  const user = call.context.authenticator.userOf(token);
  return user === undefined
    ? { user: {}, error: 'invalid bearer token' }
    : { authenticated: true, user: infoOf(user), audiences: [ISSUER] };
};

const answers: Readonly<Record<string, (call: ResourceCall, spec: Record<string, unknown>) => unknown>> = {
  selfsubjectreviews: (call) => ({ userInfo: infoOf(call.user) }),
  tokenreviews: (call, spec) => tokenStatus(call, String(spec.token ?? '')),
  selfsubjectaccessreviews: (call, spec) => access(call, call.user, spec),
  subjectaccessreviews: (call, spec) => access(call, subjectOf(spec), spec),
  localsubjectaccessreviews: (call, spec) => {
    const asked = (spec as AccessSpec).resourceAttributes;
    if (asked?.namespace !== call.info.namespace)
      throw badRequest(`spec.resourceAttributes.namespace must match namespace: ${call.info.namespace ?? ''}`);
    return access(call, subjectOf(spec), spec);
  },
  selfsubjectrulesreviews: (call, spec) => {
    const namespace = String(spec.namespace ?? '');
    if (namespace === '') throw badRequest('no namespace on request');
    return rulesStatus(call.context.authorizer.rulesOf(call.user, namespace));
  },
};

export const isReview = (plural: string, group: string): boolean =>
  (group === 'authorization.k8s.io' || group === 'authentication.k8s.io') && answers[plural] !== undefined;

export const serveReview = async (call: ResourceCall): Promise<void> => {
  const encoding = negotiate(call);
  const sent: UnstructuredObject = decodeSent(call, await readBody(call.request), writeOptions(call, 'CreateOptions'));
  const { resource } = call.info;
  const spec = (sent.spec ?? {}) as Record<string, unknown>;
  const status = answers[resource.plural]!(call, spec);
  const metadata =
    resource.plural === 'selfsubjectreviews'
      ? { creationTimestamp: `${new Date(call.context.clock.now()).toISOString().slice(0, 19)}Z` }
      : sent.metadata;
  const shown =
    resource.plural === 'selfsubjectreviews' ? {} : { spec: resource.plural === 'selfsubjectrulesreviews' ? {} : spec };
  sendObject(
    call,
    { kind: resource.kind, apiVersion: `${resource.group}/${resource.version}`, metadata, ...shown, status },
    { code: 201, encoding },
  );
};
