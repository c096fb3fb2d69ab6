/** The webhooks that are registered, in the order in which they are called. */
import { fromLabelSelector } from '@binnacle/kube/api';
import type { LabelSelector, UnstructuredObject, WebhookClientConfig } from '@binnacle/kube/api';
import type { AdmissionRequest, Registry } from '../../registry/index.ts';
import type { Criteria, Rule } from '../admission-criteria.ts';
import { compileExpression } from '../admission-expressions.ts';
import type { Expression } from '../admission-expressions.ts';
import { readOnce } from '../read-once.ts';

/** One webhook of a configuration, its defaults filled in, its selectors read. */
export interface Hook extends Criteria {
  /** Unique among all: the configuration's name and the webhook's. */
  id: string;
  name: string;
  clientConfig: WebhookClientConfig;
  failurePolicy: string;
  reinvocationPolicy: string;
  sideEffects: string;
  timeoutSeconds: number;
  admissionReviewVersions: readonly string[];
  /** The last filter. */
  conditions: readonly Expression[];
}

interface Configuration extends UnstructuredObject {
  webhooks?: (Omit<Hook, 'id' | 'matchesNamespace' | 'matchesObject' | 'rules' | 'conditions'> & {
    rules?: Rule[];
    matchConditions?: readonly { expression: string }[];
    namespaceSelector?: LabelSelector;
    objectSelector?: LabelSelector;
  })[];
}

export const CONFIGURATIONS: Readonly<Record<AdmissionRequest['phase'], string>> = {
  mutate: 'admissionregistration.k8s.io/mutatingwebhookconfigurations',
  validate: 'admissionregistration.k8s.io/validatingwebhookconfigurations',
};

const readHooks = readOnce(({ metadata, webhooks = [] }: Configuration): readonly Hook[] =>
  webhooks.map(({ namespaceSelector = {}, objectSelector = {}, rules = [], matchConditions = [], ...hook }) => ({
    ...hook,
    id: `${metadata.name}/${hook.name}`,
    rules,
    conditions: matchConditions.map(({ expression }) => compileExpression(expression)),
    matchesNamespace: fromLabelSelector(namespaceSelector),
    matchesObject: fromLabelSelector(objectSelector),
  })),
);

/** All webhooks of one phase, by the names of their configurations. */
export const registeredHooks = ({ store }: Registry, phase: AdmissionRequest['phase']): readonly Hook[] =>
  store.count(CONFIGURATIONS[phase]) === 0 ? [] : store.range(CONFIGURATIONS[phase], '').flatMap(readHooks);
