/** What expressions about a write see. Source: kube-apiserver `pkg/admission/plugin/cel/activation.go`. */
import { Authorizer as AskedAuthorizer, toCelValue } from '../registry/index.ts';
import type { AdmissionRequest, Requester, Resource } from '../registry/index.ts';
import type { Authorizer } from './authorization.ts';
import { reviewOf } from './webhooks/review.ts';

interface Asker {
  requester: Requester;
  authorizer: Authorizer;
  /** The resource under which the object is known. */
  resource: Resource;
}

const asServiceAccount = ({ namespace, name }: { namespace: string; name: string }) => ({
  name: `system:serviceaccount:${namespace}:${name}`,
  groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
});

const authorizerOf = (request: AdmissionRequest, { requester, authorizer }: Asker): AskedAuthorizer => {
  const { resource, subresource, key } = request;
  return new AskedAuthorizer(
    {
      decide: (question, account) =>
        authorizer.decide(account === undefined ? requester.user : asServiceAccount(account), question),
    },
    {
      ...{ group: resource.group, resource: resource.plural, name: key.name },
      ...(subresource === undefined ? {} : { subresource }),
      ...(key.namespace === undefined ? {} : { namespace: key.namespace }),
    },
  );
};

/** The variables of every expression: the object before and after, the request, and who may do what. */
export const admissionContext = (request: AdmissionRequest, asker: Asker) => {
  const { requester, resource } = asker;
  const { object, oldObject, ...rest } = reviewOf({ resource }, request, { uid: '', requester, version: 'v1' }).request;
  return {
    object: toCelValue(object),
    oldObject: toCelValue(oldObject),
    request: toCelValue(rest),
    authorizer: authorizerOf(request, asker),
  };
};
