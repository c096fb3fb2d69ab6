/**
 * What kube-apiserver's admission plugins do to a new Pod: ServiceAccount gives it an account and its token, Priority
 * looks its class up.
 */
import { forbidden } from '@binnacle/kube/api';
import type { UnstructuredObject } from '@binnacle/kube/api';
import { freezeShared } from '../storage/index.ts';
import type { RegistryContext } from './context.ts';
import { ensureObject, objectsAt, textAt } from './json.ts';
import type { JsonObject } from './json.ts';
import { randomSuffix } from './meta.ts';
import { admitRuntimeClass } from './runtime-class-admission.ts';

const PODS = { group: '', plural: 'pods' };
const TOKEN_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';

/** `default` is made when it is asked for before its controller came by; others must be there. */
const accountOf = (
  { find, store }: RegistryContext,
  namespace: string,
  name: string,
): UnstructuredObject | undefined => {
  const found = store.get('/serviceaccounts', `${namespace}/${name}`)?.object;
  if (found !== undefined || name !== 'default') return found;
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } };
  return find({ group: '', version: 'v1', plural: 'serviceaccounts' })?.create(namespace, account, {
    fieldManager: 'kube-controller-manager',
  }).object;
};

/** The same for all Pods, whose volumes share it: frozen, as what is stored is. */
const TOKEN: JsonObject = freezeShared({
  sources: [
    { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
    { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    {
      downwardAPI: {
        items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
      },
    },
  ],
  defaultMode: 0o644,
});

const TOKEN_VOLUME = 'kube-api-access-';

/** In every container that mounts nothing there; a copy of a Pod brings the volume along. */
const mountToken = (spec: JsonObject, suffix: string): void => {
  const volumes = objectsAt(spec, 'volumes');
  const brought = volumes.map((volume) => textAt(volume, 'name')).find((name) => name.startsWith(TOKEN_VOLUME));
  const volumeName = brought ?? `${TOKEN_VOLUME}${suffix}`;
  let mounted = false;
  for (const container of [...objectsAt(spec, 'initContainers'), ...objectsAt(spec, 'containers')]) {
    const mounts = objectsAt(container, 'volumeMounts');
    if (mounts.some((mount) => mount.mountPath === TOKEN_PATH)) continue;
    container.volumeMounts = [...mounts, { name: volumeName, readOnly: true, mountPath: TOKEN_PATH }];
    mounted = true;
  }
  if (mounted && brought === undefined) spec.volumes = [...volumes, { name: volumeName, projected: TOKEN }];
};

const CLASSES = 'scheduling.k8s.io/priorityclasses';

/** The class of Pods that name none: of several, the lowest. */
const defaultClass = ({ store }: RegistryContext): UnstructuredObject | undefined =>
  store
    .range(CLASSES, '')
    .map(({ object }) => object)
    .filter(({ globalDefault }) => globalDefault === true)
    .sort((a, b) => Number(a.value) - Number(b.value))[0];

const setPriority = (context: RegistryContext, draft: UnstructuredObject, spec: JsonObject): void => {
  const refuse = (why: string) => forbidden(PODS, draft.metadata.name, why);
  const name = textAt(spec, 'priorityClassName');
  const found = name === '' ? defaultClass(context) : context.store.get(CLASSES, name)?.object;
  if (name !== '' && found === undefined) throw refuse(`no PriorityClass with name ${name} was found`);
  const priority = Number(found?.value ?? 0);
  if (spec.priority !== undefined && spec.priority !== priority)
    throw refuse(
      `the integer value of priority (${String(spec.priority)}) must not be provided in pod spec; priority admission controller computed ${priority} from the given PriorityClass name`,
    );
  const policy = found === undefined ? 'PreemptLowerPriority' : textAt(found, 'preemptionPolicy');
  if (spec.preemptionPolicy !== undefined && spec.preemptionPolicy !== policy)
    throw refuse(
      `the string value of PreemptionPolicy (${String(spec.preemptionPolicy)}) must not be provided in pod spec; priority admission controller computed ${policy} from the given PriorityClass name`,
    );
  if (found !== undefined) spec.priorityClassName = found.metadata.name;
  spec.priority = priority;
  spec.preemptionPolicy = policy;
};

/** Throws Forbidden for an account or class that is not there. */
export const admitPod = (context: RegistryContext, draft: UnstructuredObject): void => {
  const spec = ensureObject(draft, 'spec');
  const namespace = draft.metadata.namespace ?? '';
  const name = textAt(spec, 'serviceAccountName') || textAt(spec, 'serviceAccount') || 'default';
  const account = accountOf(context, namespace, name);
  if (account === undefined)
    throw forbidden(
      PODS,
      draft.metadata.name,
      `error looking up service account ${namespace}/${name}: serviceaccount ${JSON.stringify(name)} not found`,
    );
  spec.serviceAccountName = name;
  spec.serviceAccount = name;
  if (spec.imagePullSecrets === undefined && account.imagePullSecrets !== undefined)
    spec.imagePullSecrets = account.imagePullSecrets;
  const wanted = spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true;
  if (wanted === true) mountToken(spec, randomSuffix(context.rng));
  setPriority(context, draft, spec);
  admitRuntimeClass(context, draft);
};
