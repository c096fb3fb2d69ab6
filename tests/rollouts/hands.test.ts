/** A canary and a blue-green release, taken back and then driven to the end, by kubectl, contract 000 and the typed client. */
import { afterAll, beforeAll, inject } from 'vitest';
import type { RolloutStep } from '@binnacle/rollouts/api';
import { conformance, type Given } from '../conformance/harness/conformance.ts';
import { startServer, type RunningServer } from '../fixtures/server.ts';
import { clientHand, contractHand, findKubectl, kubectlHand, type Hand } from './harness/hands.ts';
import { deployment, imageOf, ingress, rollout, service, traffic } from './harness/objects.ts';
import { startRelease } from './harness/release.ts';

let server: RunningServer;
beforeAll(async () => {
  server = await startServer([inject('target').admin]);
});
afterAll(() => server?.close());

const step = (replicas: string, share: string): RolloutStep => ({ replicas, traffic: share, pause: {} });

const styles = {
  // The last step of a canary replaces every Pod and waits for nobody.
  canary: { steps: [step('20%', '20%'), step('60%', '50%'), step('100%', '100%')], waits: 2 },
  blueGreen: { steps: [step('100%', '0%'), step('100%', '50%'), step('100%', '100%')], waits: 3 },
} as const;
type Style = keyof typeof styles;

const drive = async (given: Given, { style, hand }: { style: Style; hand: Hand }): Promise<void> => {
  const { steps, waits } = styles[style];
  const workload = deployment();
  const release = await startRelease(
    given,
    workload,
    service(),
    ingress(),
    rollout({ style, steps, workload, plan: traffic() }),
  );
  await hand.setImage(imageOf('v2'));
  await release.pausedAt(1);
  await hand.rollBack(imageOf('v1'));
  await release.isOver('False');
  await release.has('v1', 5);
  await release.has('v2', 0);
  await release.isClean();

  await hand.setImage(imageOf('v3'));
  for (let waiting = 1; waiting <= waits; waiting++) {
    await release.pausedAt(waiting);
    await (waiting < waits ? hand.promote() : hand.finish());
  }
  await release.isOver('True');
  await release.has('v3', 5);
  await release.has('v1', 0);
  await release.isClean();
};

const kubectl = findKubectl();
const noKubectl = kubectl === undefined ? 'there is no kubectl on this machine' : undefined;
const skip = noKubectl === undefined ? {} : { skip: { simulator: noKubectl } };

for (const style of ['canary', 'blueGreen'] as const) {
  conformance('rollouts', `H1 ${style}: back, and to the end, by kubectl`, skip, async (given) => {
    const { admin: target } = inject('target');
    const status = style === 'canary' ? 'canaryStatus' : 'blueGreenStatus';
    const hand = await kubectlHand(kubectl ?? 'kubectl', { target, ns: given.ns, status });
    try {
      await drive(given, { style, hand });
    } finally {
      await hand.close();
    }
  });

  conformance('rollouts', `H2 ${style}: back, and to the end, by contract 000`, (given) =>
    drive(given, { style, hand: contractHand(server, given.ns) }),
  );

  conformance('rollouts', `H3 ${style}: back, and to the end, by the typed client`, (given) =>
    drive(given, { style, hand: clientHand(server, given.ns) }),
  );
}
