import { isNotFound } from '@binnacle/kube/api';
import { createDelayQueue } from '@binnacle/kube/controller';
import type { Informers } from '../../local/informers.ts';
import { fromTime } from '../../local/objects.ts';
import type { ControllerContext } from '../../types.ts';
import { signingRequests, type SigningRequest } from './shapes.ts';

const HOUR = 3600_000;
/** How long a request stays behind its decision. Source: kube-controller-manager `certificates/cleaner`. */
const decidedMs = HOUR;
const pendingMs = 24 * HOUR;

const endOf = ({ metadata, status }: SigningRequest): number => {
  const decided = (status?.conditions ?? []).flatMap(({ lastUpdateTime }) =>
    lastUpdateTime === undefined ? [] : [fromTime(lastUpdateTime)],
  );
  return decided.length === 0 ? fromTime(metadata.creationTimestamp) + pendingMs : Math.max(...decided) + decidedMs;
};

/** Deletes requests that nobody needs any more. */
export const startCertificateCleaner = ({ client, clock }: ControllerContext, informers: Informers): (() => void) => {
  const queue = createDelayQueue(clock, (name) => {
    void client.delete(signingRequests, { name }).catch((error: unknown) => {
      if (!isNotFound(error)) queue.set(name, clock.now() + 60_000);
    });
  });
  informers.of<SigningRequest>(signingRequests).subscribe(({ type, object }) => {
    if (type === 'DELETED') queue.delete(object.metadata.name);
    else queue.set(object.metadata.name, endOf(object), { replace: true });
  });
  return () => queue.close();
};
