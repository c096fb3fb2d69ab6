/** What lies below an object and is no plain read or write of it. */
import {
  ApiError,
  badRequest,
  fieldErrorText,
  joinedErrorText,
  requiredField,
  unsupportedField,
} from '@binnacle/kube/api';
import type { FieldError, UnstructuredObject } from '@binnacle/kube/api';
import { evictPod } from '../registry/index.ts';
import type { ResourceCall } from './call.ts';
import { keyOf } from './call-key.ts';
import { deleteOptions } from './options.ts';
import { servePodLog } from './pod-log.ts';
import { serveNodeProxy } from './node-proxy.ts';
import { servePodProxy, serveServiceProxy } from './proxy.ts';
import { negotiate, sendObject } from './respond.ts';
import { serveScale } from './scale.ts';
import { sentAs } from './sent-as.ts';
import { serveTokenRequest } from './token-request.ts';
import { servePortForward } from './streaming/port-forward.ts';
import { serveAttach, serveExec } from './streaming/pod-session.ts';

type Handler = (call: ResourceCall) => Promise<void>;

const created = (call: ResourceCall): void =>
  sendObject(
    call,
    { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 },
    { code: 201, encoding: negotiate(call) },
  );

/** Upstream blames itself for what it finds wrong here. */
const bindingProblems = ({ kind = '', name = '' }: { kind?: string; name?: string }): FieldError[] => [
  ...(['', 'Node'].includes(kind) ? [] : [unsupportedField('target.kind', kind, ['Node', '<empty>'])]),
  ...(name === '' ? [requiredField('target.name')] : []),
];

/** Both `pods/{name}/binding` and `bindings`. */
export const serveBinding: Handler = async (call) => {
  const nameOf = ({ metadata }: UnstructuredObject): string => call.info.name ?? metadata.name ?? '';
  const { object, options, validate } = await sentAs(call, {
    target: { group: '', version: 'v1', kind: 'Binding', definition: 'io.k8s.api.core.v1.Binding' },
    keyOf: (sent) => ({ ...keyOf(call), name: nameOf(sent) }),
  });
  const target = (object.target ?? {}) as { kind?: string; name?: string };
  const name = nameOf(object);
  if (name === '') throw badRequest('Name parameter required.');
  if (call.info.name !== undefined && object.metadata.name !== call.info.name)
    throw badRequest('name in URL does not match name in Binding object');
  const problems = bindingProblems(target);
  if (problems.length > 0) throw new ApiError('', 500, joinedErrorText(problems.map(fieldErrorText)));
  await validate();
  if (options.dryRun !== true)
    call.context.registry.bind({ namespace: call.info.namespace ?? '', name }, target.name ?? '');
  created(call);
};

const serveEviction: Handler = async (call) => {
  const { object, options, validate } = await sentAs(call, {
    target: { group: 'policy', version: 'v1', kind: 'Eviction', definition: 'io.k8s.api.policy.v1.Eviction' },
  });
  const named = object.metadata.name ?? '';
  if (named !== call.info.name) throw badRequest('name in URL does not match name in Eviction object');
  await validate();
  const request = deleteOptions(call, Buffer.from(JSON.stringify(object.deleteOptions ?? {})));
  evictPod(call.context.registry, keyOf(call), {
    ...request,
    dryRun: request.dryRun === true || options.dryRun === true,
  });
  created(call);
};

const handlers: Readonly<Record<string, Handler>> = {
  'pods/log': servePodLog,
  'pods/binding': serveBinding,
  'pods/eviction': serveEviction,
  'pods/exec': serveExec,
  'pods/attach': serveAttach,
  'pods/portforward': servePortForward,
  'pods/proxy': servePodProxy,
  'nodes/proxy': serveNodeProxy,
  'services/proxy': serveServiceProxy,
  'serviceaccounts/token': serveTokenRequest,
};

/** The handler of a subresource that has one of its own; status and finalize are plain writes. */
export const subresourceHandler = (plural: string, subresource: string): Handler | undefined =>
  subresource === 'scale' ? serveScale : handlers[`${plural}/${subresource}`];
