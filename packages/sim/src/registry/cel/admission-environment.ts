/** What expressions about requests may speak of. Source: kube-apiserver `pkg/admission/plugin/cel`, its variables and their types. */
import type { Environment } from '@marcbachmann/cel-js';
import { AUTHORIZER, registerAuthorizer } from './authorizer.ts';
import { createCelEnvironment } from './environment.ts';

const kind = { group: 'string', version: 'string', kind: 'string' };
const resource = { group: 'string', version: 'string', resource: 'string' };

const request = {
  kind,
  resource,
  subResource: 'string',
  requestKind: kind,
  requestResource: resource,
  requestSubResource: 'string',
  name: 'string',
  namespace: 'string',
  operation: 'string',
  userInfo: { username: 'string', uid: 'string', groups: 'list<string>', extra: 'map<string, list<string>>' },
  dryRun: 'bool',
  options: 'dyn',
};

const NAMESPACE = 'kubernetes.Namespace';

const namespaceObject = {
  metadata: {
    ...{ name: 'string', generateName: 'string', namespace: 'string', uid: 'string', resourceVersion: 'string' },
    ...{ labels: 'map<string, string>', annotations: 'map<string, string>', generation: 'int' },
    ...{ creationTimestamp: 'dyn', deletionTimestamp: 'dyn', deletionGracePeriodSeconds: 'int' },
    ...{ finalizers: 'list<string>', UID: 'string' },
  },
  spec: { finalizers: 'list<string>' },
  status: { phase: 'string' },
};

/** What there is beside the request itself. */
export interface AdmissionVariables {
  params?: boolean;
  namespaceObject?: boolean;
  /** Messages may not ask about rights. */
  authorizer?: boolean;
  /** The types of a policy's own variables. */
  variables?: Readonly<Record<string, string>>;
}

/** An environment that knows the types of what there is: expressions are checked in it when they are written. */
export const createAdmissionEnvironment = (given: AdmissionVariables = {}): Environment => {
  const { params = false, authorizer = true, variables } = given;
  const env = createCelEnvironment({ object: 'dyn', oldObject: 'dyn', ...(params ? { params: 'dyn' } : {}) });
  env.registerVariable({ name: 'request', schema: request });
  if (given.namespaceObject === true) {
    env.registerType({ name: NAMESPACE, schema: namespaceObject }).registerVariable('namespaceObject', NAMESPACE);
    // What is in no namespace has none.
    env.registerOperator(`${NAMESPACE} == null`, () => false);
  }
  if (authorizer) registerAuthorizer(env).registerVariable('authorizer', AUTHORIZER);
  if (variables !== undefined) env.registerVariable({ name: 'variables', schema: { ...variables } });
  return env;
};

/** What expressions run in: whatever is missing is told as it is asked for. */
export const admissionRuntime: Environment = registerAuthorizer(
  createCelEnvironment({
    ...{ object: 'dyn', oldObject: 'dyn', request: 'dyn', params: 'dyn', namespaceObject: 'dyn' },
    variables: 'map<string, dyn>',
  }),
).registerVariable('authorizer', AUTHORIZER);
