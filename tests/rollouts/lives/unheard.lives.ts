/** Nobody answers the webhooks: what they must not miss is refused with a reason, and everything else goes on. */
import { expect, inject } from 'vitest';
import { conformance } from '../../conformance/harness/conformance.ts';
import { Refusal } from '../../conformance/harness/api.ts';
import { startLives } from '../harness/lives.ts';
import { deployment, name, rollout, steps } from '../harness/objects.ts';
import { at } from '../harness/paths.ts';
import { startRelease } from '../harness/release.ts';
import { persistent } from '../property/persistent.ts';

conformance('lives', 'with no controller a new template is refused, and released once there is one', async (base) => {
  const given = { ...base, api: persistent(base.api) };
  const target = inject('target').admin;
  const workload = deployment();
  const before = startLives(target, () => undefined);
  const release = await startRelease(
    given,
    workload,
    rollout({ style: 'partition', steps: steps('20%', '100%'), workload }),
  ).finally(() => before.end());

  const path = at('deployments', given.ns, name);
  const containers = [{ name: 'main', image: 'nginx:v2' }];
  const refused = base.api.patch(path, { spec: { template: { spec: { containers } } } }, { type: 'strategic' });
  const error = await refused.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Refusal);
  expect((error as Refusal).status).toMatchObject({ code: 500, reason: 'InternalError' });
  expect((error as Refusal).status.message).toContain('failed calling webhook "mdeployment.kb.io"');
  // What admission would not look at needs no answer.
  await base.api.patch(path, { metadata: { annotations: { team: 'shop' } } }, { type: 'merge' });
  await release.has('v1', 5);

  const after = startLives(target, () => undefined);
  try {
    await release.setVersion('v2');
    await release.pausedAt(1);
    await release.has('v2', 1);
    await release.approve();
    await release.isOver('True');
    await release.isClean();
  } finally {
    await after.end();
  }
});
