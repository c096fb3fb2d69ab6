import type { Rng } from '@binnacle/kube/clock';
import type { Pod } from '../local/objects.ts';
import type { ContainerRun } from './container-run.ts';
import { canonicalImage, pullError } from './images.ts';

/** Back-off of restarts and of pulls: 10 s doubling to 5 minutes. Source: kubelet `MaxContainerBackOff`. */
export const backOffMs = (failures: number): number => Math.min(300_000, 10_000 * 2 ** Math.min(failures, 10));

/** From a failed pull to the kubelet's next look. */
const firstLookMs = 2_000;

/** Between two looks at a container in back-off; each is told. */
export const syncMs = 15_000;

/** Tells something of a container, or of its Pod. */
export type Tell = (
  pod: Pod,
  container: ContainerRun | undefined,
  note: { type?: 'Warning'; reason: string; message: string },
) => void;

interface Puller {
  tell: Tell;
  rng: Rng;
  /** Images on the node; a pull adds to it. */
  images: Set<string>;
  /** What comes when the image is there. */
  start: (pod: Pod, run: ContainerRun, now: number) => void;
}

/** How a container gets its image: at once, in time, or never. */
export const createPuller = ({ tell, rng, images, start }: Puller) => {
  const beginPull = (pod: Pod, run: ContainerRun, now: number) => {
    const { image, imagePullPolicy } = run.spec;
    const present = images.has(canonicalImage(image));
    if (present && imagePullPolicy !== 'Always') {
      const message = `Container image "${image}" already present on machine`;
      tell(pod, run, { reason: 'Pulled', message });
      start(pod, run, now);
      return;
    }
    if (imagePullPolicy === 'Never') {
      const message = `Container image "${image}" is not present with pull policy of Never`;
      tell(pod, run, { type: 'Warning', reason: 'ErrImageNeverPull', message });
      tell(pod, run, { type: 'Warning', reason: 'Failed', message: 'Error: ErrImageNeverPull' });
      run.waiting = { reason: 'ErrImageNeverPull', message };
      run.stage = 'pullBackOff';
      run.nextAt = Infinity;
      return;
    }
    tell(pod, run, { reason: 'Pulling', message: `Pulling image "${image}"` });
    run.stage = 'pulling';
    run.nextAt = now + (present ? 200 + rng.int(300) : 600 + rng.int(2400));
  };

  const endPull = (pod: Pod, run: ContainerRun, now: number) => {
    const { image } = run.spec;
    if (run.behaviour.pull === 'ok') {
      const took = `${(0.2 + rng.int(2800) / 1000).toFixed(3).replace(/0+$/, '')}s`;
      const size = 20_000_000 + rng.int(180_000_000);
      const message = `Successfully pulled image "${image}" in ${took} (${took} including waiting). Image size: ${size} bytes.`;
      tell(pod, run, { reason: 'Pulled', message });
      images.add(canonicalImage(image));
      run.pullFailures = 0;
      start(pod, run, now);
      return;
    }
    const error = pullError(image, run.behaviour.pull);
    tell(pod, run, { type: 'Warning', reason: 'Failed', message: `Failed to pull image "${image}": ${error}` });
    tell(pod, run, { type: 'Warning', reason: 'Failed', message: 'Error: ErrImagePull' });
    run.waiting = { reason: 'ErrImagePull', message: error };
    run.stage = 'pullBackOff';
    run.nextAt = now + firstLookMs;
  };

  const waitToPull = (pod: Pod, run: ContainerRun, now: number) => {
    const isFirstLook = run.waiting?.reason === 'ErrImagePull';
    if (!isFirstLook && run.retryAt <= now) {
      // The state stays ImagePullBackOff while the next attempt is under way, as on a real node.
      beginPull(pod, run, now);
      return;
    }
    const message = `Back-off pulling image "${run.spec.image}"`;
    tell(pod, run, { reason: 'BackOff', message });
    tell(pod, run, { type: 'Warning', reason: 'Failed', message: 'Error: ImagePullBackOff' });
    if (isFirstLook) {
      run.waiting = { reason: 'ImagePullBackOff', message: `${message}: ErrImagePull: ${run.waiting?.message ?? ''}` };
      run.retryAt = now - firstLookMs + backOffMs(run.pullFailures++);
    }
    run.nextAt = Math.min(run.retryAt, now + syncMs);
  };

  return { beginPull, endPull, waitToPull };
};
