/** Who may ask for, approve and sign certificates. Source: kube-apiserver `plugin/pkg/admission/certificates`. */
import { forbidden } from '@binnacle/kube/api';
import type { UnstructuredObject } from '@binnacle/kube/api';
import { readCertificateRequest } from '@binnacle/kube/certificates';
import { isDeepStrictEqual } from 'node:util';
import type { ResourceCall } from './call.ts';

const group = 'certificates.k8s.io';
const plural = 'certificatesigningrequests';
const privileged = 'system:masters';

interface SigningRequest extends UnstructuredObject {
  spec: { request: string; signerName: string } & Record<string, unknown>;
  status?: { certificate?: string; conditions?: unknown[] };
}

/** Who asks; whatever the sender says of that is not believed. */
const stamp = ({ user }: ResourceCall, object: SigningRequest): void => {
  const { username: _username, uid: _uid, groups: _groups, extra: _extra, ...spec } = object.spec;
  object.spec = {
    ...spec,
    ...{ username: user.name, groups: user.groups },
    ...(user.uid === undefined ? {} : { uid: user.uid }),
    ...(user.extra === undefined ? {} : { extra: user.extra }),
  };
};

/** Whom a request is for; undefined when it cannot be read, which validation refuses. */
const organizationsOf = ({ spec }: SigningRequest): readonly string[] | undefined => {
  try {
    return readCertificateRequest(Buffer.from(spec.request, 'base64').toString('utf8')).organizations;
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
};

/** Nobody becomes an administrator by a certificate. */
const restrictSubject = (object: SigningRequest): void => {
  const { signerName } = object.spec;
  if (signerName !== 'kubernetes.io/kube-apiserver-client') return;
  if (organizationsOf(object)?.includes(privileged) === true)
    throw forbidden(
      { group, plural },
      object.metadata.name,
      `use of ${signerName} signer with ${privileged} group is not allowed`,
    );
};

/** `signers` are resources that exist in rules alone; `example.com/*` stands for all of a domain. */
const assertMay = ({ user, context }: ResourceCall, verb: 'approve' | 'sign', object: SigningRequest): void => {
  const { signerName } = object.spec;
  const names = [signerName, `${signerName.split('/')[0]}/*`];
  if (names.some((name) => context.authorizer.decide(user, { verb, group, resource: 'signers', name }).allowed)) return;
  throw forbidden(
    { group, plural },
    object.metadata.name,
    `user not permitted to ${verb} requests with signerName ${JSON.stringify(signerName)}`,
  );
};

/** The check of a write to a certificate request; undefined for other writes. Throws Forbidden. */
export const certificateAdmission = (call: ResourceCall): ((object: UnstructuredObject) => void) | undefined => {
  const { resource, subresource, verb } = call.info;
  if (resource.group !== group || resource.plural !== plural) return undefined;
  return (object) => {
    const request = object as SigningRequest;
    if (verb === 'create') {
      stamp(call, request);
      restrictSubject(request);
    } else if (subresource === 'approval') assertMay(call, 'approve', request);
    else if (subresource === 'status') {
      const before = call.context.registry.find(resource)?.get({ name: request.metadata.name, namespace: '' }) as
        SigningRequest | undefined;
      const [old, now] = [before?.status ?? {}, request.status ?? {}];
      if (old.certificate !== now.certificate || !isDeepStrictEqual(old.conditions ?? [], now.conditions ?? []))
        assertMay(call, 'sign', request);
    }
  };
};
