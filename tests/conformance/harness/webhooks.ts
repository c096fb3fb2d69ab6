import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { UnstructuredObject } from '@binnacle/kube/api';
import { createServingCertificates } from '@binnacle/kube/certificates';
import { eventually, type Given } from './conformance.ts';

export interface Review {
  request: Record<string, unknown> & { uid: string; object?: UnstructuredObject; oldObject?: UnstructuredObject };
}

/** What a webhook answers: a response without its uid, or something else altogether. */
export type Answer = (review: Review) => Record<string, unknown> | { status: number; text: string };

/** A webhook that listens, and what it was asked. */
export interface Listening {
  url: string;
  /** PEM, base64. */
  caBundle: string;
  asked: Review[];
}

const listen = (answer: Answer, asked: Review[]): Promise<{ server: Server; heard: Listening }> =>
  listenFor<Review>(asked, (review) => {
    const response = answer(review);
    if ('text' in response) return response;
    const whole = { uid: review.request.uid, ...response };
    return { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response: whole };
  });

/** Listens over HTTPS for whatever an API server asks: JSON, answered by JSON or by a text of any status. */
export const listenFor = async <Asked>(
  asked: Asked[],
  answer: (review: Asked) => object,
): Promise<{ server: Server; heard: { url: string; caBundle: string; asked: Asked[] } }> => {
  const { ca, cert, key } = createServingCertificates({ hosts: ['127.0.0.1'], name: 'hooks', now: Date.now() });
  const server = createServer({ cert, key }, (incoming, outgoing) => {
    let body = '';
    incoming.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    incoming.on('end', () => {
      const review = JSON.parse(body) as Asked;
      asked.push(review);
      const response = answer(review);
      if ('text' in response) {
        outgoing.statusCode = Number((response as { status?: unknown }).status);
        outgoing.end(response.text);
        return;
      }
      outgoing.end(JSON.stringify(response));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `https://127.0.0.1:${port}/review`;
  return { server, heard: { url, caBundle: Buffer.from(ca).toString('base64'), asked } };
};

export type Phase = 'mutating' | 'validating';

export const configurationsOf = (phase: Phase): string =>
  `/apis/admissionregistration.k8s.io/v1/${phase}webhookconfigurations`;

/** A registration for ConfigMaps of one namespace. */
export const configuration = (
  phase: Phase,
  name: string,
  hooks: readonly Record<string, unknown>[],
): UnstructuredObject => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: phase === 'mutating' ? 'MutatingWebhookConfiguration' : 'ValidatingWebhookConfiguration',
  metadata: { name },
  webhooks: hooks,
});

/** One webhook of it. */
export const hook = (ns: string, clientConfig: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
  name: `hook.${ns}.example.com`,
  clientConfig,
  rules: [
    { operations: ['CREATE', 'UPDATE', 'DELETE'], apiGroups: [''], apiVersions: ['v1'], resources: ['configmaps'] },
  ],
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': ns } },
  objectSelector: { matchExpressions: [{ key: 'unhooked', operator: 'DoesNotExist' }] },
  sideEffects: 'None',
  admissionReviewVersions: ['v1'],
  ...more,
});

/** Runs a webhook for the ConfigMaps of a body's namespace. What is asked before the work begins is not told. */
export const whileHooked = async (
  { api, ns }: Pick<Given, 'api' | 'ns'>,
  { phase, answer, more = {} }: { phase: Phase; answer: Answer; more?: Record<string, unknown> },
  work: (heard: Listening) => Promise<void>,
): Promise<void> => {
  const asked: Review[] = [];
  const { server, heard } = await listen(answer, asked);
  const { url, caBundle } = heard;
  await api.post(configurationsOf(phase), configuration(phase, ns, [hook(ns, { url, caBundle }, more)]));
  try {
    // A server takes note of a registration in its own time.
    const probe = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'probe' } };
    await eventually(async () => {
      await api.post(`/api/v1/namespaces/${ns}/configmaps`, probe, { dryRun: 'All' }).catch(() => {});
      if (asked.length === 0) throw new Error('the webhook is not called yet');
    });
    asked.length = 0;
    await work(heard);
  } finally {
    await api.delete(`${configurationsOf(phase)}/${ns}`).catch(() => {});
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
};
