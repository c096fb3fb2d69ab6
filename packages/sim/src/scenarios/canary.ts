import type { KubeObject } from '@binnacle/kube/api';
import { requestsAnnotation } from '../requests/traffic.ts';
import type { Scenario } from '../types.ts';
import { hours, loadNodes, loadSystem, minutes, seconds } from './base.ts';
import { createNamespaces, install } from './build.ts';
import { catalog, platformApps, storefront } from './shop.ts';

const ingresses = { group: 'networking.k8s.io', version: 'v1', plural: 'ingresses', namespaced: true };

/** Requests from outside: most by anybody, a few by testers who ask for the next version. */
const requests = [
  { perSecond: 18, path: '/' },
  { perSecond: 2, path: '/cart', headers: { 'x-lane': 'canary' } },
];

const ingressOf = (name: string): KubeObject =>
  ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name, namespace: 'shop', annotations: { [requestsAnnotation]: JSON.stringify(requests) } },
    spec: {
      ingressClassName: 'nginx',
      rules: [
        {
          host: 'www.harbour.example',
          http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name, port: { number: 80 } } } }] },
        },
      ],
    },
  }) as KubeObject;

/** A shop that is asked for, a Prometheus that counts, and a next version that fails for 5 % of requests. */
export const canary: Scenario = {
  name: 'canary',
  description:
    'A shop with requests from outside and a Prometheus; the next version, ghcr.io/harbour/storefront:3.0.0-sim-errors-5, fails for 5 % of them.',
  ageMs: hours(2),
  load: async (context) => {
    const { client, clock } = context;
    await loadNodes(context);
    await loadSystem(context);
    await createNamespaces(client, ['shop', 'platform', 'monitoring'], { environment: 'production', team: 'harbour' });
    for (const app of platformApps) await install(client, app);
    await install(client, catalog('5.1.0', 'Install 5.1.0'));
    await install(client, { ...storefront('2.14.1', 'Install 2.14.1'), replicas: 5 });
    await clock.advance(seconds(60));
    // The requests of the last ten minutes are lived through, so that rates have a past.
    await clock.skip(hours(2) - minutes(12));
    await client.create(ingresses, ingressOf('storefront'));
    await clock.advance(minutes(10));
  },
};
