import { controllerOf } from '../local/objects.ts';
import type { Container, Pod } from '../local/objects.ts';
import { createContainerRun, resolveBehaviour, type ContainerRun } from './container-run.ts';
import type { Tell } from './image-pull.ts';
import type { PodRun } from './pod-status.ts';

/** The amounts that a container has other than before, by name. */
const resizedAmounts = (before: Container, after: Container): string[] => {
  if (before.resources === after.resources) return [];
  return ['cpu', 'memory'].filter((name) =>
    (['requests', 'limits'] as const).some(
      (list) => before.resources?.[list]?.[name] !== after.resources?.[list]?.[name],
    ),
  );
};

interface Adoption {
  tell: Tell;
  /** Ends the container's process. */
  exit: (run: ContainerRun, pod: PodRun, ended: { at: number; code: number; reason: string }) => void;
}

/** What a changed spec means to the containers of a Pod that runs. */
export const createSpecAdoption = ({ tell, exit }: Adoption) => {
  /** Other amounts hold at once, unless the container must be started again for them. There is always enough. */
  const resize = (
    pod: Pod,
    podRun: PodRun,
    { run, spec, now }: { run: ContainerRun; spec: Container; now: number },
  ) => {
    const changed = resizedAmounts(run.spec, spec);
    if (changed.length === 0) return;
    run.spec = spec;
    const restarts = spec.resizePolicy?.some(
      ({ resourceName, restartPolicy }) => restartPolicy === 'RestartContainer' && changed.includes(resourceName),
    );
    if (restarts !== true || run.stage !== 'running') return;
    tell(pod, run, { reason: 'Killing', message: `Container ${spec.name} resize requires restart` });
    exit(run, podRun, { at: now, code: 0, reason: 'Completed' });
  };

  /** A changed image in a running pod restarts its container. */
  return (pod: Pod, podRun: PodRun, now: number): void => {
    const specs = [...(pod.spec.initContainers ?? []), ...pod.spec.containers];
    for (const added of (pod.spec.ephemeralContainers ?? []).slice(podRun.ephemeral.length))
      podRun.ephemeral.push(createContainerRun(added, 'ephemeral', false));
    for (const run of [...podRun.init, ...podRun.main]) {
      const spec = specs.find(({ name }) => name === run.spec.name);
      if (spec === undefined) continue;
      if (spec.image === run.spec.image) {
        resize(pod, podRun, { run, spec, now });
        continue;
      }
      run.spec = spec;
      run.behaviour = resolveBehaviour(spec, run.role, controllerOf(pod)?.kind === 'Job');
      run.pullFailures = 0;
      run.exits = 0;
      if (run.stage === 'running') {
        const message = `Container ${spec.name} definition changed, will be restarted`;
        tell(pod, run, { reason: 'Killing', message });
        exit(run, podRun, { at: now, code: 0, reason: 'Completed' });
      } else if (run.stage === 'pullBackOff' || run.stage === 'backOff') {
        delete run.waiting;
        run.retryAt = now;
        run.nextAt = now;
      }
    }
  };
};
