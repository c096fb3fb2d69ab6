import type { Scenario } from '../types.ts';
import { days, hours, loadNodes, loadSystem, minutes, seconds } from './base.ts';
import { createNamespaces, install, release } from './build.ts';
import { cart, catalog, firstShop, installOthers, platformApps, shopNamespaces, storefront } from './shop.ts';

/** A shop in good health after twelve days of work. */
export const small: Scenario = {
  name: 'small',
  description: 'A shop on three nodes: twelve deployments in good health, with a history of releases.',
  ageMs: days(12),
  load: async (context) => {
    const { client, clock } = context;
    await loadNodes(context);
    await loadSystem(context);
    await createNamespaces(client, shopNamespaces, { environment: 'production', team: 'harbour' });
    for (const app of platformApps) await install(client, app);
    await clock.advance(seconds(30));
    await clock.skip(days(1) + hours(3));
    for (const app of firstShop) await install(client, app);
    await installOthers(client);
    await clock.advance(seconds(40));
    await clock.skip(days(4) + hours(2));
    await release(client, storefront('2.13.0', 'Release 2.13.0: gift cards'));
    await clock.advance(seconds(60));
    await release(client, catalog('5.1.0', 'Release 5.1.0: faster filters'));
    await clock.advance(seconds(60));
    await clock.skip(days(5) + hours(5));
    await release(client, storefront('2.14.1', 'Release 2.14.1: new product page'));
    await clock.advance(seconds(60));
    await clock.skip(days(1) + hours(13) + minutes(20));
    await release(client, cart('1.31.2', 'Release 1.31.2: keep carts for 72 hours'));
    await clock.advance(seconds(60));
  },
};
