/** How fast an autoscaler may go. Source: kube-controller-manager `pkg/controller/podautoscaler/horizontal.go`. */
import type { Autoscaler, ScalingRules } from './types.ts';

/** Down is slow unless something else is said. Source: `--horizontal-pod-autoscaler-downscale-stabilization`. */
const downWindowSeconds = 300;

interface Moment {
  at: number;
  replicas: number;
}

/** What one autoscaler wanted and did of late. */
export interface Past {
  wanted: Moment[];
  /** Replicas added (negative: removed). */
  changes: Moment[];
}

export interface Verdict {
  replicas: number;
  able: { reason: string; message: string };
  limited: { status: 'True' | 'False'; reason: string; message: string };
}

interface Wish {
  current: number;
  wanted: number;
  min: number;
  max: number;
}

const withoutBehavior = (current: number): number => Math.max(2 * current, 4);

const limitOf = (
  rules: ScalingRules,
  { current, changes, now }: { current: number; changes: readonly Moment[]; now: number },
  up: boolean,
): number => {
  if (rules.selectPolicy === 'Disabled') return current;
  const proposals = rules.policies.map(({ type, value, periodSeconds }) => {
    const recent = changes.filter(({ at }) => at > now - periodSeconds * 1000);
    const start = current - recent.reduce((sum, { replicas }) => sum + replicas, 0);
    const step = up ? value : -value;
    if (type === 'Pods') return start + step;
    const exact = start * (1 + step / 100);
    return up ? Math.ceil(exact - 1e-9) : Math.trunc(exact);
  });
  const widest = up === (rules.selectPolicy === 'Max');
  return widest ? Math.max(...proposals) : Math.min(...proposals);
};

/** The wish, not above the lowest or below the highest of the recent ones. */
const stabilize = (
  past: Past,
  { current, wanted }: Wish,
  windows: { up: number; down: number; now: number },
): number => {
  const { now } = windows;
  const since = (seconds: number) => past.wanted.filter(({ at }) => at > now - seconds * 1000).map((m) => m.replicas);
  const lowest = Math.min(wanted, ...since(windows.up));
  const highest = Math.max(wanted, ...since(windows.down));
  past.wanted = past.wanted.filter(({ at }) => at > now - Math.max(windows.up, windows.down) * 1000);
  past.wanted.push({ at: now, replicas: wanted });
  return Math.min(Math.max(current, lowest), highest);
};

/** What the wish becomes within windows, rates and bounds. Remembers the wish. */
export const pace = (spec: Autoscaler['spec'], past: Past, { now, ...wish }: Wish & { now: number }): Verdict => {
  const { current, min, max } = wish;
  const { behavior } = spec;
  const stable = stabilize(past, wish, {
    up: behavior?.scaleUp.stabilizationWindowSeconds ?? 0,
    down: behavior?.scaleDown.stabilizationWindowSeconds ?? downWindowSeconds,
    now,
  });
  const direction = wish.wanted >= current ? 'Up' : 'Down';
  const [others, chosen] = direction === 'Up' ? ['lower', 'lowest'] : ['higher', 'highest'];
  const able =
    stable === wish.wanted
      ? { reason: 'ReadyForNewScale', message: 'recommended size matches current size' }
      : {
          reason: `Scale${direction}Stabilized`,
          message: `recent recommendations were ${others} than current one, applying the ${chosen} recent recommendation`,
        };
  const within = {
    replicas: stable,
    able,
    limited: {
      status: 'False',
      reason: 'DesiredWithinRange',
      message: 'the desired count is within the acceptable range',
    },
  } as const;
  const limited = (replicas: number, reason: string, message: string): Verdict => ({
    replicas,
    able,
    limited: { status: 'True', reason, message },
  });
  const input = { current, changes: past.changes, now };
  if (stable > current || (stable === current && stable > max)) {
    const rate =
      behavior === undefined ? withoutBehavior(current) : Math.max(current, limitOf(behavior.scaleUp, input, true));
    if (stable > Math.min(max, rate))
      return rate < max
        ? limited(rate, 'ScaleUpLimit', 'the desired replica count is increasing faster than the maximum scale rate')
        : limited(max, 'TooManyReplicas', 'the desired replica count is more than the maximum replica count');
  } else {
    const rate = behavior === undefined ? min : Math.min(current, limitOf(behavior.scaleDown, input, false));
    if (stable < Math.max(min, rate))
      return rate > min
        ? limited(rate, 'ScaleDownLimit', 'the desired replica count is decreasing faster than the maximum scale rate')
        : limited(min, 'TooFewReplicas', 'the desired replica count is less than the minimum replica count');
  }
  return within;
};
