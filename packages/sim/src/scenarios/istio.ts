import type { Scenario } from '../types.ts';
import { istioDefinitions } from '../addons/istio/definitions.ts';
import { refs, type Service } from '../local/objects.ts';
import { days, hours, loadNodes, loadSystem, minutes, seconds } from './base.ts';
import { createNamespaces, install } from './build.ts';
import { controlPlane, meshApps, meshServices } from './mesh-apps.ts';
import { brokenRoutes, soundRoutes } from './mesh-routes.ts';

const definitionRef = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  plural: 'customresourcedefinitions',
  namespaced: false,
};

const serviceOf = (app: string): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: app, namespace: 'shop', labels: { app } },
  spec: { selector: { app }, ports: [{ name: 'http', port: 80, targetPort: 'http', protocol: 'TCP' }] },
});

/** A shop in a mesh, with several things wrong in how it is connected. */
export const istio: Scenario = {
  name: 'istio',
  description:
    'A shop in an Istio mesh: a traffic split at work, and a gateway with no workload, a route that points nowhere, another that is shadowed, a subset with no pods, a conflict over mutual TLS, an old proxy and two that are out of sync to find.',
  // Half an hour short of whole days and hours, so that ages read the same for a while.
  ageMs: days(9) - minutes(30),
  load: async (context) => {
    const { client, clock } = context;
    await loadNodes(context);
    await loadSystem(context);
    for (const definition of istioDefinitions()) await client.create(definitionRef, definition);
    await clock.advance(seconds(5));
    await createNamespaces(client, ['istio-system'], {});
    await createNamespaces(client, ['shop'], { 'istio-injection': 'enabled', team: 'harbour' });
    for (const app of controlPlane) await install(client, app);
    await clock.advance(seconds(30));
    await clock.skip(days(2) + hours(4));
    for (const app of meshServices) await client.create(refs.services, serviceOf(app));
    for (const app of meshApps) await install(client, app);
    await clock.advance(seconds(40));
    for (const { ref, object } of soundRoutes) await client.create(ref, object);
    await clock.skip(days(5) + hours(7));
    for (const { ref, object } of brokenRoutes) {
      await client.create(ref, object);
      await clock.advance(seconds(1));
    }
    await clock.skip(days(1) + minutes(20));
    await clock.advance(seconds(5));
  },
};
