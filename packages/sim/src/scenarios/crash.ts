import type { Scenario } from '../types.ts';
import { days, hours, loadNodes, loadSystem, minutes, seconds } from './base.ts';
import { createNamespaces, install, release, type App } from './build.ts';
import {
  catalog,
  firstShop,
  installOthers,
  payments,
  platformApps,
  recommendations,
  shopNamespaces,
  storefront,
} from './shop.ts';

const indexer: App = {
  namespace: 'shop',
  partOf: 'harbour-shop',
  name: 'search-indexer',
  component: 'worker',
  image: 'ghcr.io/harbour/search-indexer:1.19.0',
  port: 8080,
  cpu: '16',
  memory: '24Gi',
};

const mailer: App = {
  namespace: 'shop',
  partOf: 'harbour-shop',
  name: 'mailer',
  component: 'worker',
  image: 'ghcr.io/harbour/mailer:0.8.0-sim-oom-90s',
  memory: '64Mi',
};

/** The shop's staging cluster on a bad day. */
export const crash: Scenario = {
  name: 'crash',
  description:
    'The shop with things wrong to find: a crash loop, an image that cannot be pulled, a pod that fits nowhere, a rollout that is stuck, a container out of memory.',
  ageMs: days(6),
  load: async (context) => {
    const { client, clock } = context;
    await loadNodes(context);
    await loadSystem(context);
    await createNamespaces(client, shopNamespaces, { environment: 'staging', team: 'harbour' });
    for (const app of platformApps) await install(client, app);
    await clock.advance(seconds(30));
    await clock.skip(days(1) + hours(3));
    for (const app of firstShop) await install(client, app);
    await installOthers(client);
    await clock.advance(seconds(40));
    await clock.skip(days(3) + hours(8));
    await release(client, catalog('5.1.0', 'Release 5.1.0: faster filters'));
    await clock.advance(seconds(60));
    await clock.skip(days(1) + hours(12) + minutes(10));
    await release(client, payments('3.2.0-sim-crash-8s'));
    await install(client, mailer);
    await clock.advance(minutes(7));
    await release(client, recommendations('0.23.0-sim-missing'));
    await install(client, indexer);
    await clock.advance(minutes(5));
    await release(client, storefront('2.15.0-rc.1-sim-unready', 'Release candidate 2.15.0'));
    await clock.advance(minutes(11));
  },
};
