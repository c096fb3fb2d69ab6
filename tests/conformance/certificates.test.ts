import { X509Certificate } from 'node:crypto';
import { expect } from 'vitest';
import type { UnstructuredObject } from '@binnacle/kube/api';
import { createAuthority } from '@binnacle/kube/certificates';
import { type Api, refusal } from './harness/api.ts';
import { type KeyAndRequest, requestCertificate } from './harness/certificate-request.ts';
import { conformance, eventually } from './harness/conformance.ts';

const path = '/apis/certificates.k8s.io/v1/certificatesigningrequests';
const rbac = '/apis/rbac.authorization.k8s.io/v1';

interface SigningRequest extends UnstructuredObject {
  spec: Record<string, unknown>;
  status: { certificate?: string; conditions?: Record<string, string>[] };
}

const ask = (
  name: string,
  { request }: Pick<KeyAndRequest, 'request'>,
  spec: Record<string, unknown> = {},
): Record<string, unknown> => ({
  apiVersion: 'certificates.k8s.io/v1',
  kind: 'CertificateSigningRequest',
  metadata: { name },
  spec: {
    request: Buffer.from(request).toString('base64'),
    signerName: 'kubernetes.io/kube-apiserver-client',
    usages: ['client auth'],
    ...spec,
  },
});

const approve = async (api: Api, name: string): Promise<SigningRequest> => {
  const object = await api.get<SigningRequest>(`${path}/${name}`);
  const conditions = [{ type: 'Approved', status: 'True', reason: 'Tested', message: 'fine' }];
  return api.put<SigningRequest>(`${path}/${name}/approval`, { ...object, status: { conditions } });
};

/** The certificate, PEM, once it is signed. */
const signed = async (api: Api, name: string): Promise<string> =>
  eventually(async () => {
    const { status } = await api.get<SigningRequest>(`${path}/${name}`);
    expect(status.certificate).toBeDefined();
    return Buffer.from(status.certificate!, 'base64').toString('utf8');
  }, 60_000);

const failed = (api: Api, name: string): Promise<Record<string, string>> =>
  eventually(async () => {
    const { status } = await api.get<SigningRequest>(`${path}/${name}`);
    const condition = status.conditions?.find(({ type }) => type === 'Failed');
    expect(condition).toBeDefined();
    return condition!;
  }, 60_000);

conformance(
  'certificates',
  'an approved client certificate is signed, and is somebody',
  async ({ api, ns, certified }) => {
    const asked = requestCertificate({ commonName: ns, organizations: ['testers', 'readers'] });
    await api.post(path, ask(ns, asked, { usages: ['client auth', 'digital signature'], expirationSeconds: 3600 }));
    const approved = await approve(api, ns);
    expect(approved.status.conditions).toMatchObject([{ type: 'Approved', status: 'True', reason: 'Tested' }]);
    const pem = await signed(api, ns);
    const certificate = new X509Certificate(pem);
    expect(certificate.subject).toBe(`O=readers + O=testers\nCN=${ns}`);
    expect(certificate.ca).toBe(false);
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
    expect(Date.parse(certificate.validTo) - Date.parse(certificate.validFrom)).toBe(3600_000 + 300_000);
    const who = await certified({ cert: pem, key: asked.key }).post<{ status: { userInfo: Record<string, unknown> } }>(
      '/apis/authentication.k8s.io/v1/selfsubjectreviews',
      { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' },
    );
    expect(who.status.userInfo).toMatchObject({
      username: ns,
      groups: ['readers', 'testers', 'system:authenticated'],
    });
    expect(await refusal(certified({ cert: pem, key: asked.key }).list('/api/v1/nodes'))).toMatchObject({
      code: 403,
      message: `nodes is forbidden: User "${ns}" cannot list resource "nodes" in API group "" at the cluster scope`,
    });
    await api.delete(`${path}/${ns}`);
  },
);

conformance('certificates', 'what is not approved is not signed', async ({ api, ns }) => {
  await api.post(path, ask(ns, requestCertificate({ commonName: ns })));
  const object = await api.get<SigningRequest>(`${path}/${ns}`);
  const conditions = [{ type: 'Denied', status: 'True', reason: 'No', message: 'not today' }];
  const denied = await api.put<SigningRequest>(`${path}/${ns}/approval`, { ...object, status: { conditions } });
  expect(denied.status.conditions).toMatchObject([{ type: 'Denied', status: 'True' }]);
  const both = [
    ...denied.status.conditions!,
    { type: 'Approved', status: 'True', reason: 'Yes', message: 'after all' },
  ];
  expect(await refusal(api.put(`${path}/${ns}/approval`, { ...denied, status: { conditions: both } }))).toMatchObject({
    code: 422,
    reason: 'Invalid',
  });
  expect((await api.get<SigningRequest>(`${path}/${ns}`)).status.certificate).toBeUndefined();
  await api.delete(`${path}/${ns}`);
});

conformance('certificates', 'a signer says what it does not sign', async ({ api, ns }) => {
  const asked = requestCertificate({ commonName: 'somebody' });
  const cases = [
    ['usages', asked, { usages: ['client auth', 'server auth'] }],
    ['no-client', asked, { usages: ['digital signature'] }],
    ['kubelet', asked, { signerName: 'kubernetes.io/kube-apiserver-client-kubelet' }],
    ['serving', asked, { signerName: 'kubernetes.io/kubelet-serving', usages: ['server auth'] }],
    [
      'node-usages',
      requestCertificate({ commonName: 'system:node:n', organizations: ['system:nodes'] }),
      { signerName: 'kubernetes.io/kube-apiserver-client-kubelet', usages: ['client auth'] },
    ],
    [
      'node-names',
      requestCertificate({ commonName: 'system:node:n', organizations: ['system:nodes'], dnsNames: ['n.example'] }),
      { signerName: 'kubernetes.io/kube-apiserver-client-kubelet', usages: ['client auth', 'digital signature'] },
    ],
    [
      'other-node',
      requestCertificate({ commonName: 'n', organizations: ['system:nodes'], dnsNames: ['n.example'] }),
      { signerName: 'kubernetes.io/kubelet-serving', usages: ['server auth', 'digital signature'] },
    ],
  ] as const;
  const told: Record<string, unknown> = {};
  for (const [name, request, spec] of cases) {
    await api.post(path, ask(`${ns}-${name}`, request, spec));
    await approve(api, `${ns}-${name}`);
    const { reason, message } = await failed(api, `${ns}-${name}`);
    told[name] = [reason, message];
    await api.delete(`${path}/${ns}-${name}`);
  }
  const invalid = 'SignerValidationFailure';
  expect(told).toEqual({
    usages: [invalid, 'invalid usage for client certificate: server auth'],
    'no-client': [invalid, 'missing required usage for client certificate: client auth'],
    kubelet: [invalid, 'subject organization is not system:nodes'],
    serving: [invalid, 'subject organization is not system:nodes'],
    'node-usages': [invalid, 'usages did not match [client auth digital signature key encipherment]'],
    'node-names': [invalid, 'DNS subjectAltNames are not allowed'],
    'other-node': [invalid, 'subject common name does not begin with system:node:'],
  });
});

conformance('certificates', 'a kubelet gets a serving certificate for its names', async ({ api, ns }) => {
  const asked = requestCertificate({
    commonName: `system:node:${ns}`,
    organizations: ['system:nodes'],
    dnsNames: [ns, `${ns}.example`],
  });
  const spec = { signerName: 'kubernetes.io/kubelet-serving', usages: ['digital signature', 'server auth'] };
  await api.post(path, ask(ns, asked, spec));
  await approve(api, ns);
  const certificate = new X509Certificate(await signed(api, ns));
  expect(certificate.subjectAltName).toBe(`DNS:${ns}, DNS:${ns}.example`);
  expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
  await api.delete(`${path}/${ns}`);
});

conformance('certificates', 'what is no request or no certificate is refused', async ({ api, ns }) => {
  const refused = await refusal(api.post(path, ask(ns, { request: 'nothing' })));
  expect([refused.code, refused.details?.causes?.[0]]).toEqual([
    422,
    {
      reason: 'FieldValueInvalid',
      field: 'spec.request',
      message: `Invalid value: "${Buffer.from('nothing').toString('base64')}": PEM block type must be CERTIFICATE REQUEST`,
    },
  ]);
  const posted = await api.post<SigningRequest>(path, ask(ns, requestCertificate({ commonName: ns })));
  const status = { certificate: Buffer.from('nothing').toString('base64') };
  expect(await refusal(api.put(`${path}/${ns}/status`, { ...posted, status }))).toMatchObject({
    code: 422,
    message: `CertificateSigningRequest.certificates.k8s.io "${ns}" is invalid: status.certificate: Invalid value: "<certificate data>": must contain at least one CERTIFICATE PEM block`,
  });
  await api.delete(`${path}/${ns}`);
});

conformance('certificates', 'nobody becomes an administrator by a certificate', async ({ api, ns }) => {
  const asked = requestCertificate({ commonName: ns, organizations: ['system:masters'] });
  expect(await refusal(api.post(path, ask(ns, asked)))).toMatchObject({
    code: 403,
    reason: 'Forbidden',
    message: `certificatesigningrequests.certificates.k8s.io "${ns}" is forbidden: use of kubernetes.io/kube-apiserver-client signer with system:masters group is not allowed`,
  });
});

conformance('certificates', 'approving and signing need rights on the signer', async ({ api, viewer, ns }) => {
  const rule = (resources: string[], verbs: string[]) => ({ apiGroups: ['certificates.k8s.io'], resources, verbs });
  const all = [
    'certificatesigningrequests',
    'certificatesigningrequests/approval',
    'certificatesigningrequests/status',
  ];
  await api.post(`${rbac}/clusterroles`, {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: ns },
    rules: [rule(all, ['create', 'get', 'update'])],
  });
  await api.post(`${rbac}/clusterrolebindings`, {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: ns },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: ns },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'viewer' }],
  });
  try {
    const posted = await eventually(() =>
      viewer.post<SigningRequest>(path, ask(ns, requestCertificate({ commonName: ns }))),
    );
    expect(posted.spec).toMatchObject({ username: 'viewer', groups: ['viewers', 'system:authenticated'] });
    const about = `certificatesigningrequests.certificates.k8s.io "${ns}" is forbidden: user not permitted to`;
    expect(await refusal(approve(viewer, ns))).toMatchObject({
      code: 403,
      message: `${about} approve requests with signerName "kubernetes.io/kube-apiserver-client"`,
    });
    const status = { conditions: [{ type: 'Failed', status: 'True', reason: 'No', message: 'no' }] };
    expect(await refusal(viewer.put(`${path}/${ns}/status`, { ...posted, status }))).toMatchObject({
      code: 403,
      message: `${about} sign requests with signerName "kubernetes.io/kube-apiserver-client"`,
    });
  } finally {
    await api.delete(`${rbac}/clusterrolebindings/${ns}`);
    await api.delete(`${rbac}/clusterroles/${ns}`);
    await api.delete(`${path}/${ns}`).catch(() => {});
  }
});

conformance('certificates', 'a certificate that others signed is no credential', async ({ certified }) => {
  const stranger = createAuthority({ commonName: 'admin', now: Date.now() });
  expect(await refusal(certified(stranger).list('/api/v1/namespaces'))).toMatchObject({
    code: 401,
    reason: 'Unauthorized',
  });
});
