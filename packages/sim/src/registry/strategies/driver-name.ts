import { dnsSubdomainProblems, invalidField, requiredField, tooLongField } from '@binnacle/kube/api';
import type { FieldError } from '@binnacle/kube/api';

const LIMIT = 63;

/** The name of a CSI driver. Source: kube-apiserver `pkg/apis/core/validation`, ValidateCSIDriverName. */
export const validateDriverName = (name: string, at: string): FieldError[] => [
  ...(name === '' ? [requiredField(at)] : []),
  ...(name.length > LIMIT ? [tooLongField(at, LIMIT)] : []),
  ...dnsSubdomainProblems(name.toLowerCase()).map((problem) => invalidField(at, name, problem)),
];
