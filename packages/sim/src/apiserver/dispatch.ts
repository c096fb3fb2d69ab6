/** One request: request info → authentication → impersonation → authorization → handler. */
import { forbidden, methodNotAllowed, notFound, resourceNotServed } from '@binnacle/kube/api';
import { impersonated, serviceAccountOf } from './authentication.ts';
import type { User } from './authentication.ts';
import { denial } from './authorization.ts';
import type { Attributes } from './authorization.ts';
import { assertName } from './call-key.ts';
import type { Call, ResourceCall, ServerContext } from './call.ts';
import { serveDiscovery } from './discovery.ts';
import { serveHealth } from './health.ts';
import { serveMetrics } from './metrics.ts';
import { serveOpenApi } from './openapi.ts';
import { serveRequestMetrics } from './request-metrics.ts';
import { parseResourceRequest, pathSegments } from './request-info.ts';
import type { ResourceRequest } from './request-info.ts';
import { serveResource } from './resource-handler.ts';
import { sendError, sendText } from './respond.ts';
import { isReview, serveReview } from './reviews.ts';
import { serveSimulatorClock } from './simulator-clock.ts';
import { serveBinding, subresourceHandler } from './subresources.ts';

const attributesOf = (info: ResourceRequest | undefined, call: Pick<Call, 'method' | 'path'>): Attributes =>
  info === undefined
    ? { verb: call.method.toLowerCase(), path: call.path }
    : {
        verb: info.verb,
        group: info.group,
        resource: info.plural,
        ...(info.subresource === undefined ? {} : { subresource: info.subresource }),
        ...(info.name === undefined ? {} : { name: info.name }),
        ...(info.namespace === undefined ? {} : { namespace: info.namespace }),
      };

const authorize = (call: Call, user: User, attributes: Attributes): void => {
  if (call.context.authorizer.decide(user, attributes).allowed) return;
  throw forbidden(
    { group: attributes.group ?? '', plural: attributes.resource ?? '' },
    attributes.name ?? '',
    denial(user, attributes),
  );
};

/** Whom the call is made as: each thing impersonated needs the right to do so. */
const actingUser = (call: Call): User => {
  const impersonation = impersonated(call.request.headers);
  if (impersonation === undefined) return call.user;
  const { user: other, asked } = impersonation;
  const account = serviceAccountOf(other.name);
  authorize(
    call,
    call.user,
    account === undefined
      ? { verb: 'impersonate', resource: 'users', name: other.name }
      : { verb: 'impersonate', resource: 'serviceaccounts', ...account },
  );
  for (const group of asked) authorize(call, call.user, { verb: 'impersonate', resource: 'groups', name: group });
  if (other.uid !== undefined)
    authorize(call, call.user, {
      verb: 'impersonate',
      group: 'authentication.k8s.io',
      resource: 'uids',
      name: other.uid,
    });
  for (const [key, values] of Object.entries(other.extra ?? {}))
    for (const value of values)
      authorize(call, call.user, {
        verb: 'impersonate',
        group: 'authentication.k8s.io',
        resource: 'userextras',
        subresource: key,
        name: value,
      });
  return other;
};

const handlerOf = ({ info: { resource, subresource } }: ResourceCall): ((call: ResourceCall) => Promise<void>) => {
  if (subresource !== undefined) return subresourceHandler(resource.plural, subresource) ?? serveResource;
  if (resource.group === 'metrics.k8s.io') return serveMetrics;
  if (resource.kind === 'Binding') return serveBinding;
  return isReview(resource.plural, resource.group) ? serveReview : serveResource;
};

/** What users of kinds that are on their way out are told, by kind. */
const deprecations: Readonly<Record<string, string>> = {
  'v1/Endpoints': 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
  'v1/ComponentStatus': 'v1 ComponentStatus is deprecated in v1.19+',
};

const NO_PAGE = '404 page not found\n';

const route = async (call: Call): Promise<void> => {
  const { catalog } = call.context.registry;
  const info = parseResourceRequest(call, catalog);
  call.context.metrics.follow(call, info);
  authorize(call, call.user, attributesOf(info, call));
  if (info === undefined) {
    if (await serveSimulatorClock(call)) return;
    if (call.method !== 'GET' && call.method !== 'HEAD') {
      if (call.segments[0] === 'api' || call.segments[0] === 'apis') throw methodNotAllowed();
    } else if (serveHealth(call) || serveRequestMetrics(call) || serveDiscovery(call) || serveOpenApi(call)) return;
    const [root, group = '', , ...more] = call.segments;
    if (root === 'apis' && more.length === 0 && catalog.hasStockGroup(group)) throw resourceNotServed();
    sendText(call, 404, NO_PAGE);
    return;
  }
  if (call.method === 'HEAD') throw methodNotAllowed();
  const { resource } = info;
  if (resource === undefined || call.segments.includes('')) {
    if (catalog.hasStockGroup(info.group)) throw resourceNotServed();
    sendText(call, 404, NO_PAGE);
    return;
  }
  if (resource.namespaced && info.namespace === undefined && info.name !== undefined) throw resourceNotServed();
  if (!resource.namespaced && info.namespace !== undefined) throw resourceNotServed();
  if (info.rest.length > 0 && info.subresource !== 'proxy') throw resourceNotServed();
  if (info.subresource !== undefined && resource.subresources[info.subresource] === undefined)
    throw resource.custom === undefined ? resourceNotServed() : notFound(resource, info.name ?? '');
  const verbs = info.subresource === undefined ? resource.verbs : resource.subresources[info.subresource]!.verbs;
  if (!verbs.includes(info.verb)) throw methodNotAllowed();
  if (info.verb === 'create' && resource.namespaced && info.namespace === undefined) throw methodNotAllowed();
  const deprecation =
    resource.group === '' ? deprecations[`${resource.version}/${resource.kind}`] : resource.custom?.deprecation;
  if (deprecation !== undefined) call.warnings.push(deprecation);
  if (info.name !== undefined) assertName(info.name);
  const resourceCall: ResourceCall = { ...call, info: { ...info, resource } };
  await handlerOf(resourceCall)(resourceCall);
};

/** Answers every request, whatever comes: a Status at worst. */
export const dispatch = async (
  context: ServerContext,
  { request, response, upgrade }: Pick<Call, 'request' | 'response' | 'upgrade'>,
): Promise<void> => {
  const url = request.url ?? '/';
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  const segments = pathSegments(path);
  const call: Call = {
    request,
    response,
    ...(upgrade === undefined ? {} : { upgrade }),
    method: request.method ?? 'GET',
    path,
    segments: segments ?? [],
    query: new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1)),
    user: { name: '', groups: [] },
    context,
    warnings: [],
  };
  try {
    if (segments === undefined) {
      sendText(call, 400, '400 Bad Request');
      return;
    }
    call.user = context.authenticator.authenticate(request);
    call.user = actingUser(call);
    await route(call);
  } catch (error) {
    sendError(call, error);
  }
};
