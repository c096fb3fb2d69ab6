/** The webhooks that are registered, in the order in which they are called. */
import { fromLabelSelector } from '@binnacle/kube/api';
import type { LabelMatcher, LabelSelector, UnstructuredObject, WebhookClientConfig } from '@binnacle/kube/api';
import type { AdmissionRequest, Registry } from '../../registry/index.ts';
import type { Entry } from '../../storage/index.ts';

export interface Rule {
  operations?: readonly string[];
  apiGroups?: readonly string[];
  apiVersions?: readonly string[];
  resources?: readonly string[];
  scope?: string;
}

/** One webhook of a configuration, its defaults filled in, its selectors read. */
export interface Hook {
  /** Unique among all: the configuration's name and the webhook's. */
  id: string;
  name: string;
  clientConfig: WebhookClientConfig;
  rules: readonly Rule[];
  failurePolicy: string;
  matchPolicy: string;
  reinvocationPolicy: string;
  sideEffects: string;
  timeoutSeconds: number;
  admissionReviewVersions: readonly string[];
  matchesNamespace: LabelMatcher;
  matchesObject: LabelMatcher;
  matchConditions?: readonly { name: string; expression: string }[];
}

interface Configuration extends UnstructuredObject {
  webhooks?: (Omit<Hook, 'id' | 'matchesNamespace' | 'matchesObject' | 'rules'> & {
    rules?: Rule[];
    namespaceSelector?: LabelSelector;
    objectSelector?: LabelSelector;
  })[];
}

export const CONFIGURATIONS: Readonly<Record<AdmissionRequest['phase'], string>> = {
  mutate: 'admissionregistration.k8s.io/mutatingwebhookconfigurations',
  validate: 'admissionregistration.k8s.io/validatingwebhookconfigurations',
};

const hooksOf = new WeakMap<Entry, readonly Hook[]>();

const readHooks = (entry: Entry): readonly Hook[] => {
  let hooks = hooksOf.get(entry);
  if (hooks === undefined) {
    const { metadata, webhooks = [] } = entry.object as Configuration;
    hooks = webhooks.map(({ namespaceSelector = {}, objectSelector = {}, rules = [], ...hook }) => ({
      ...hook,
      id: `${metadata.name}/${hook.name}`,
      rules,
      matchesNamespace: fromLabelSelector(namespaceSelector),
      matchesObject: fromLabelSelector(objectSelector),
    }));
    hooksOf.set(entry, hooks);
  }
  return hooks;
};

/** All webhooks of one phase, by the names of their configurations. */
export const registeredHooks = ({ store }: Registry, phase: AdmissionRequest['phase']): readonly Hook[] =>
  store.count(CONFIGURATIONS[phase]) === 0 ? [] : store.range(CONFIGURATIONS[phase], '').flatMap(readHooks);
