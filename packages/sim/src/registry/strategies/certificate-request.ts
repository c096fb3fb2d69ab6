/** CertificateSigningRequests. Source: kube-apiserver `pkg/apis/certificates/validation`. */
import { X509Certificate } from 'node:crypto';
import {
  dnsLabelProblems,
  dnsSubdomainProblems,
  duplicateField,
  forbiddenField,
  invalidField,
  requiredField,
  unsupportedField,
} from '@binnacle/kube/api';
import type { FieldError, UnstructuredObject } from '@binnacle/kube/api';
import { readCertificateRequest } from '@binnacle/kube/certificates';
import { ensureObject, objectAt, objectsAt, setDefault, textAt } from '../json.ts';
import type { Strategy } from '../strategy.ts';

const USAGES = [
  'any',
  'cert sign',
  'client auth',
  'code signing',
  'content commitment',
  'crl sign',
  'data encipherment',
  'decipher only',
  'digital signature',
  'email protection',
  'encipher only',
  'ipsec end system',
  'ipsec tunnel',
  'ipsec user',
  'key agreement',
  'key encipherment',
  'microsoft sgc',
  'netscape sgc',
  'ocsp signing',
  's/mime',
  'server auth',
  'signing',
  'timestamping',
];

/** Conditions that are decisions: they stay, and are only ever true. */
const DECISIONS = ['Approved', 'Denied', 'Failed'];

/** `example.com/signer-name`. */
const validateSigner = (signer: string): FieldError[] => {
  const at = 'spec.signerName';
  if (signer === '') return [requiredField(at)];
  if (signer === 'kubernetes.io/legacy-unknown')
    return [invalidField(at, signer, 'the legacy signerName is not allowed via this API version')];
  const segments = signer.split('/');
  const [domain = '', path = ''] = segments;
  if (segments.length !== 2)
    return [
      invalidField(at, signer, "must be a fully qualified domain and path of the form 'example.com/signer-name'"),
    ];
  const firstBad = (segment: string, problems: (label: string) => string[]): FieldError[] => {
    const label = segment.split('.').find((part) => problems(part).length > 0);
    return label === undefined
      ? []
      : problems(label).map((why) => invalidField(at, segment, `validating label ${JSON.stringify(label)}: ${why}`));
  };
  return [
    ...firstBad(domain, dnsLabelProblems),
    ...(domain.includes('.')
      ? []
      : [invalidField(at, domain, 'should be a domain with at least two segments separated by dots')]),
    ...firstBad(path, dnsSubdomainProblems),
  ];
};

const validateUsages = (usages: readonly string[]): FieldError[] => {
  const at = 'spec.usages';
  if (usages.length === 0) return [requiredField(at)];
  return [
    ...usages.flatMap((usage, i) => (USAGES.includes(usage) ? [] : [unsupportedField(`${at}[${i}]`, usage, USAGES)])),
    ...usages.flatMap((usage, i) => (usages.indexOf(usage) < i ? [duplicateField(`${at}[${i}]`, usage)] : [])),
  ];
};

const validateConditions = (object: UnstructuredObject): FieldError[] => {
  const at = 'status.conditions';
  const seen = new Set<string>();
  return objectsAt(object, 'status', 'conditions').flatMap((condition, i) => {
    const [type, status] = [textAt(condition, 'type'), textAt(condition, 'status')];
    const allowed = DECISIONS.includes(type) ? ['True'] : ['False', 'True', 'Unknown'];
    const errors: FieldError[] = [];
    if (type === '') errors.push(requiredField(`${at}[${i}].type`));
    if (status === '') errors.push(requiredField(`${at}[${i}].status`));
    else if (!allowed.includes(status)) errors.push(unsupportedField(`${at}[${i}].status`, status, allowed));
    if ((type === 'Approved' && seen.has('Denied')) || (type === 'Denied' && seen.has('Approved')))
      errors.push(invalidField(at, type, 'Approved and Denied conditions are mutually exclusive'));
    if (seen.has(type)) errors.push(duplicateField(`${at}[${i}].type`, type));
    seen.add(type);
    return errors;
  });
};

const countOf = (object: UnstructuredObject, type: string): number =>
  objectsAt(object, 'status', 'conditions').filter((condition) => condition.type === type).length;

const isCertificate = (pem: string): boolean => {
  try {
    new X509Certificate(pem);
    return true;
  } catch {
    return false;
  }
};

const validateCertificate = (base64: string): FieldError[] => {
  const blocks = Buffer.from(base64, 'base64')
    .toString('utf8')
    .match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g);
  const refused = (why: string) => [invalidField('status.certificate', '<certificate data>', why)];
  if (blocks === null) return refused('must contain at least one CERTIFICATE PEM block');
  return blocks.every(isCertificate) ? [] : refused('x509: malformed certificate');
};

/** Decisions are made through `/approval`, and never taken back. */
const validateStatus = (object: UnstructuredObject, current: UnstructuredObject, subresource: string): FieldError[] => {
  const at = 'status.conditions';
  const [certificate, before] = [textAt(object, 'status', 'certificate'), textAt(current, 'status', 'certificate')];
  const change = (type: string) => countOf(object, type) - countOf(current, type);
  return [
    ...(certificate === before ? [] : validateCertificate(certificate)),
    ...validateConditions(object),
    ...DECISIONS.filter((type) => change(type) < 0).map((type) =>
      forbiddenField(at, `updates may not remove a condition of type ${JSON.stringify(type)}`),
    ),
    ...(subresource === 'approval' ? [] : ['Approved', 'Denied'])
      .filter((type) => change(type) > 0)
      .map((type) => forbiddenField(at, `updates may not add a condition of type ${JSON.stringify(type)}`)),
  ];
};

/** What each door may change of the status. */
const prepareStatus: Strategy['prepareStatus'] = (draft, current, { now, subresource }) => {
  const [status, before] = [ensureObject(draft, 'status'), objectAt(current, 'status')];
  if (subresource === 'approval') {
    if (before.certificate === undefined) delete status.certificate;
    else status.certificate = before.certificate;
  }
  for (const condition of objectsAt(status, 'conditions')) {
    const same = objectsAt(before, 'conditions').find(
      (old) => old.type === condition.type && old.status === condition.status,
    );
    setDefault(condition, 'lastUpdateTime', now);
    setDefault(condition, 'lastTransitionTime', same?.lastTransitionTime ?? now);
  }
};

/** Why the bytes are no request, in the words of whoever reads them; undefined when they are one. */
const problemOf = (base64: string): string | undefined => {
  try {
    readCertificateRequest(Buffer.from(base64, 'base64').toString('utf8'));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

export const certificatesigningrequest: Strategy = {
  nameProblems: () => [],
  prepareUpdate: (draft, current) => {
    draft.spec = current.spec;
  },
  prepareStatus,
  validate: (object) => {
    const spec = objectAt(object, 'spec');
    const request = textAt(spec, 'request');
    const problem = problemOf(request);
    const seconds = spec.expirationSeconds;
    const usages = Array.isArray(spec.usages) ? (spec.usages as string[]) : [];
    return [
      ...(problem === undefined ? [] : [invalidField('spec.request', request, problem)]),
      ...validateUsages(usages),
      ...validateSigner(textAt(spec, 'signerName')),
      ...(typeof seconds === 'number' && seconds < 600
        ? [
            invalidField(
              'spec.expirationSeconds',
              seconds,
              'may not specify a duration less than 600 seconds (10 minutes)',
            ),
          ]
        : []),
      ...validateConditions(object),
    ];
  },
  validateStatus,
};
