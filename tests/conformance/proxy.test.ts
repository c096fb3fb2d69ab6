/** Requests to programs through the API server. Where there is no kubelet nothing answers: refusals are compared. */
import { expect } from 'vitest';
import { refusal } from './harness/api.ts';
import { conformance } from './harness/conformance.ts';

const service = (ns: string, name = '') => `/api/v1/namespaces/${ns}/services${name === '' ? '' : `/${name}`}`;

conformance('proxy', 'a Service that does not exist is not found', async ({ api, ns }) => {
  const { reason, code, message } = await refusal(api.get(`${service(ns, 'none')}/proxy/metrics`));
  expect([code, reason, message]).toEqual([404, 'NotFound', 'services "none" not found']);
});

conformance('proxy', 'a Service without such a port, or without endpoints, is unavailable', async ({ api, ns }) => {
  await api.post(service(ns), {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web' },
    spec: { selector: { app: 'none' }, ports: [{ name: 'http', port: 80 }] },
  });
  for (const [name, message] of [
    ['web:8080', 'no service port 8080 found for service "web"'],
    ['web', 'no endpoints available for service "web"'],
    ['web:http', 'no endpoints available for service "web"'],
    ['http:web:80', 'no endpoints available for service "web"'],
  ] as const) {
    const refused = await refusal(api.get(`${service(ns, name)}/proxy/`));
    expect([refused.code, refused.reason, refused.message]).toEqual([503, 'ServiceUnavailable', message]);
  }
});

conformance('proxy', 'a Pod that does not exist is not found', async ({ api, ns }) => {
  const refused = await refusal(api.get(`/api/v1/namespaces/${ns}/pods/none:8080/proxy/`));
  expect([refused.code, refused.reason, refused.message]).toEqual([404, 'NotFound', 'pods "none" not found']);
});

conformance('proxy', 'a caller without rights is refused', async ({ viewer, ns }) => {
  const refused = await refusal(viewer.get(`${service(ns, 'web')}/proxy/`));
  expect(refused.message).toBe(
    `services "web" is forbidden: User "viewer" cannot get resource "services/proxy" in API group "" in the namespace "${ns}"`,
  );
});
