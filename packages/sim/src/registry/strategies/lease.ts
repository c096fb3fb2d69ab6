/** Leases. Source: kube-apiserver `pkg/apis/coordination/validation`. */
import { invalidField } from '@binnacle/kube/api';
import type { FieldError } from '@binnacle/kube/api';
import { objectAt } from '../json.ts';
import type { Strategy } from '../strategy.ts';

export const lease: Strategy = {
  createOnUpdate: true,
  conditionalUpdateOnly: true,
  validate: (object) => {
    const spec = objectAt(object, 'spec');
    const { leaseDurationSeconds: seconds, leaseTransitions: transitions } = spec;
    const errors: FieldError[] = [];
    if (typeof seconds === 'number' && seconds <= 0)
      errors.push(invalidField('spec.leaseDurationSeconds', seconds, 'must be greater than 0'));
    if (typeof transitions === 'number' && transitions < 0)
      errors.push(invalidField('spec.leaseTransitions', transitions, 'must be greater than or equal to 0'));
    return errors;
  },
};
