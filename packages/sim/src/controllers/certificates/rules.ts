import type { CertificateRequest } from '@binnacle/kube/certificates';

/** The signers of a cluster itself: what each wants of a request. Source: kube-controller-manager `certificates/signer`. */
type Rule = (request: CertificateRequest, usages: readonly string[]) => string | undefined;

const clientUsages: readonly string[] = ['digital signature', 'key encipherment', 'client auth'];

const forApiServer: Rule = (_request, usages) => {
  const other = usages.find((usage) => !clientUsages.includes(usage));
  if (other !== undefined) return `invalid usage for client certificate: ${other}`;
  return usages.includes('client auth') ? undefined : 'missing required usage for client certificate: client auth';
};

const isNode = ({ organizations, commonName }: CertificateRequest): string | undefined => {
  if (organizations.length !== 1 || organizations[0] !== 'system:nodes')
    return 'subject organization is not system:nodes';
  return commonName.startsWith('system:node:') ? undefined : 'subject common name does not begin with system:node:';
};

/** With and without key encipherment, which elliptic keys cannot do. */
const areExactly = (usages: readonly string[], wanted: 'client auth' | 'server auth'): string | undefined => {
  const needed = ['digital signature', 'key encipherment', wanted];
  const rest = needed.filter((usage) => !usages.includes(usage));
  const fits =
    usages.every((usage) => needed.includes(usage)) && rest.every((missing) => missing === 'key encipherment');
  return fits
    ? undefined
    : `usages did not match [${[wanted, 'digital signature', 'key encipherment'].sort().join(' ')}]`;
};

const forKubelet: Rule = (request, usages) => {
  const unwanted =
    (request.dnsNames.length > 0 ? 'DNS' : undefined) ?? (request.ipAddresses.length > 0 ? 'IP' : undefined);
  return (
    isNode(request) ??
    (unwanted === undefined ? undefined : `${unwanted} subjectAltNames are not allowed`) ??
    areExactly(usages, 'client auth')
  );
};

const forKubeletServing: Rule = (request, usages) => {
  const named = request.dnsNames.length + request.ipAddresses.length > 0;
  return (
    isNode(request) ?? (named ? undefined : 'DNS or IP subjectAltName is required') ?? areExactly(usages, 'server auth')
  );
};

/** By signer; others sign elsewhere. */
export const signerRules: Readonly<Record<string, Rule>> = {
  'kubernetes.io/kube-apiserver-client': forApiServer,
  'kubernetes.io/kube-apiserver-client-kubelet': forKubelet,
  'kubernetes.io/kubelet-serving': forKubeletServing,
};
