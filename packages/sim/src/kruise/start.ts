/** Kruise's controllers in a simulated cluster: they begin when their kinds are served. */
import { startDaemonSets } from '../controllers/daemonset/controller.ts';
import { startStatefulSets } from '../controllers/statefulset/controller.ts';
import { createInformers } from '../local/informers.ts';
import type { ControllerContext } from '../types.ts';
import { advancedDaemonSets } from './daemon-set.ts';
import { startCloneSetController } from './clone-set.ts';
import { advancedStatefulSets } from './stateful-set.ts';
import { kruiseRefs } from './types.ts';

const starts = [
  { ref: kruiseRefs.cloneSets, start: startCloneSetController },
  { ref: kruiseRefs.statefulSets, start: startStatefulSets(advancedStatefulSets) },
  { ref: kruiseRefs.daemonSets, start: startDaemonSets(advancedDaemonSets) },
];

/** Each controller with informers of its own: the cluster's have begun before anybody could define these kinds. */
export const startKruise = (context: ControllerContext): (() => void) => {
  const { client } = context;
  const running = new Map<string, () => void>();
  const follow = () => {
    const served = new Set(client.kinds().map(({ group, plural }) => `${group}/${plural}`));
    for (const { ref, start } of starts) {
      const id = `${ref.group}/${ref.plural}`;
      const stop = running.get(id);
      if (served.has(id) === (stop !== undefined)) continue;
      if (stop !== undefined) {
        running.delete(id);
        stop();
        continue;
      }
      const informers = createInformers(client);
      const end = start(context, informers);
      informers.start();
      running.set(id, () => {
        informers.close();
        end();
      });
    }
  };
  follow();
  const stopFollowing = client.watchKinds(follow);
  return () => {
    stopFollowing();
    for (const stop of running.values()) stop();
  };
};
