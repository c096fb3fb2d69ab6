import { progressOf, type CommonStatus, type Rollout } from '@binnacle/rollouts/api';
import type { CallContext } from '../operation.ts';
import { fieldManager } from '../resources/index.ts';
import { servedRolloutKind } from './served.ts';

/** Writes to the status of the release's style, against the version that was read: a Conflict when it has changed since. */
export const writeStatus = async (
  rollout: Rollout,
  write: Partial<CommonStatus>,
  { cluster, signal }: Pick<CallContext, 'cluster'> & { signal?: AbortSignal },
): Promise<void> => {
  const { namespace = '', name, resourceVersion } = rollout.metadata;
  const field = progressOf(rollout)?.field ?? 'canaryStatus';
  await cluster.client.patch(
    await servedRolloutKind({ cluster, ...(signal === undefined ? {} : { signal }) }),
    { namespace, name },
    {
      type: 'merge',
      subresource: 'status',
      body: { metadata: { resourceVersion }, status: { [field]: write } },
      fieldManager,
      ...(signal === undefined ? {} : { signal }),
    },
  );
};
