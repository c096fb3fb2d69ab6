/** APIServices: kept and listed; none is proxied to. Source: kube-aggregator `pkg/apis/apiregistration/validation`. */
import {
  dns1035LabelProblems,
  dnsSubdomainProblems,
  invalidField,
  pathSegmentProblems,
  requiredField,
} from '@binnacle/kube/api';
import type { FieldError } from '@binnacle/kube/api';
import { isJsonObject, objectAt, setDefault, textAt } from '../json.ts';
import type { Strategy } from '../strategy.ts';
import { PORT_RANGE } from './field-rules.ts';

const validatePriority = (value: unknown, at: string, most: number): FieldError[] =>
  Number(value) > 0 && Number(value) <= most
    ? []
    : [invalidField(at, value ?? 0, `must be positive and less than ${most}`)];

export const apiservice: Strategy = {
  anyFinalizers: true,
  statusMetadata: [],
  nameProblems: pathSegmentProblems,
  defaults: (draft) => {
    const { service } = objectAt(draft, 'spec');
    if (isJsonObject(service)) setDefault(service, 'port', 443);
  },
  validate: (object) => {
    const spec = objectAt(object, 'spec');
    const [group, version] = [textAt(spec, 'group'), textAt(spec, 'version')];
    const { name } = object.metadata;
    const wanted = `${version}.${group}`;
    const errors: FieldError[] = [];
    if (name !== wanted && pathSegmentProblems(name).length === 0)
      errors.push(
        invalidField('metadata.name', name, `must be \`spec.version+"."+spec.group\`: ${JSON.stringify(wanted)}`),
      );
    if (group === '' && version !== 'v1')
      errors.push(requiredField('spec.group', 'only v1 may have an empty group and it better be legacy kube'));
    if (group !== '') errors.push(...dnsSubdomainProblems(group).map((p) => invalidField('spec.group', group, p)));
    errors.push(
      ...dns1035LabelProblems(version).map((problem) => invalidField('spec.version', version, problem)),
      ...validatePriority(spec.groupPriorityMinimum, 'spec.groupPriorityMinimum', 20_000),
      ...validatePriority(spec.versionPriority, 'spec.versionPriority', 1000),
    );
    const { service } = spec;
    if (!isJsonObject(service)) return errors;
    for (const field of ['namespace', 'name'])
      if (textAt(service, field) === '') errors.push(requiredField(`spec.service.${field}`));
    const port = Number(service.port);
    if (port < 1 || port > 65535)
      errors.push(invalidField('spec.service.port', port, `port is not valid: ${PORT_RANGE}`));
    if (spec.insecureSkipTLSVerify === true && textAt(spec, 'caBundle') !== '')
      errors.push(invalidField('spec.insecureSkipTLSVerify', true, 'may not be true if caBundle is present'));
    return errors;
  },
};
