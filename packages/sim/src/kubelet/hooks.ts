/** Hooks of a container's life: what they take, and whether they succeed. Source: Kubernetes docs, "Container Lifecycle Hooks". */
import type { Container, LifecycleHook } from '../local/objects.ts';
import { planCommand } from './command.ts';

export interface HookPlan {
  /** From its start to its end; Infinity when it never ends. */
  ms: number;
  fails: boolean;
}

/** A command beyond the few words whose time is known, or one request. */
const shortMs = 100;

/** After a hook that took all of the grace period a process has this long still. Source: kubelet `minimumGracePeriodInSeconds`. */
const leastMs = 2_000;

const planHook = ({ exec, sleep }: LifecycleHook): HookPlan => {
  if (sleep !== undefined) return { ms: sleep.seconds * 1000, fails: false };
  const plan = exec === undefined ? undefined : planCommand(exec.command);
  if (plan === undefined) return { ms: shortMs, fails: false };
  return {
    ms: plan.exit === undefined ? Infinity : Math.max(shortMs, plan.exit.afterMs),
    fails: (plan.exit?.code ?? 0) !== 0,
  };
};

/** What runs beside the process as it starts; the container counts as running when it has ended. */
export const planPostStart = ({ lifecycle }: Container): HookPlan | undefined =>
  lifecycle?.postStart === undefined ? undefined : planHook(lifecycle.postStart);

/** What runs before the process is told to stop. */
export const planPreStop = ({ lifecycle }: Container): HookPlan | undefined =>
  lifecycle?.preStop === undefined ? undefined : planHook(lifecycle.preStop);

/** From the order to stop until the process is gone: its hook, then the process, in the grace period together. */
export const stopTimeMs = (
  container: Container,
  { graceMs, processMs }: { graceMs: number; processMs: number },
): number => {
  if (graceMs === 0) return 0;
  const hook = Math.min(graceMs, planPreStop(container)?.ms ?? 0);
  return hook + Math.min(processMs, hook === 0 ? graceMs : Math.max(leastMs, graceMs - hook));
};
