/** One pass over a TrafficRouting: routes that several Rollouts share while any of them is under way. Pure. Rules §5.6. */
import { finalizers, trafficRoutingKind } from '../api/index.ts';
import type { TrafficRouting, TrafficStrategy } from '../api/index.ts';
import { finalizersPatch } from '../cluster/write.ts';
import type { Write } from '../cluster/write.ts';
import type { Traffic } from './create-traffic.ts';
import { isProblem } from './provider.ts';

type RoutingStatus = NonNullable<TrafficRouting['status']>;
type Phase = NonNullable<RoutingStatus['phase']>;

export interface RoutingSeen {
  routing: TrafficRouting;
  /** One for each objectRef. */
  traffic: readonly Traffic[];
}

export interface NextRouting {
  status: RoutingStatus;
  upkeep?: readonly Write[];
  writes: readonly Write[];
  /** Holds it up: the status's message, and a Warning when it is new. */
  problem?: string;
  requeueAfterMs?: number;
}

const messages: Record<Phase, string> = {
  Initial: 'TrafficRouting is Initializing',
  Healthy: 'TrafficRouting is Healthy',
  Progressing: 'TrafficRouting is Progressing',
  Finalizing: 'TrafficRouting is Finalizing',
  Terminating: 'TrafficRouting is Terminating',
};

/** What is missing may come without a sign that a watch would give. */
const problemAgainMs = 10_000;

const isHeld = ({ metadata }: TrafficRouting): boolean =>
  metadata.finalizers?.some((name) => name.startsWith(finalizers.progressingPrefix)) === true;

const strategyOf = ({ spec }: TrafficRouting): TrafficStrategy => {
  const { weight, ...others } = spec.strategy;
  return { ...(weight === undefined ? {} : { traffic: `${weight}%` }), ...others };
};

const ownFinalizer = (routing: TrafficRouting, wanted: boolean): readonly Write[] => {
  const held = routing.metadata.finalizers ?? [];
  if (held.includes(finalizers.trafficRouting) === wanted) return [];
  const others = held.filter((name) => name !== finalizers.trafficRouting);
  return [finalizersPatch(trafficRoutingKind, routing, wanted ? [...others, finalizers.trafficRouting] : others)];
};

export const nextRouting = (seen: RoutingSeen): NextRouting => {
  const { routing, traffic } = seen;
  const isLeaving = routing.metadata.deletionTimestamp !== undefined;
  const at = (phase: Phase): RoutingStatus => ({
    observedGeneration: routing.metadata.generation ?? 0,
    phase,
    message: messages[phase],
  });
  const stuck = (phase: Phase, problem: string): NextRouting => ({
    status: { ...at(phase), message: problem },
    writes: [],
    problem,
    requeueAfterMs: problemAgainMs,
  });
  const restore = traffic.flatMap((one) => one.restoreRoutes());
  const phase = routing.status?.phase ?? 'Initial';
  if (isLeaving && phase !== 'Terminating') return { status: at('Terminating'), writes: [] };
  const upkeep = isLeaving ? [] : ownFinalizer(routing, true);
  switch (phase) {
    case 'Initial': {
      const missing = traffic.map((one) => one.missing()).find((one) => one !== undefined);
      return missing === undefined
        ? { status: at('Healthy'), upkeep, writes: [] }
        : { ...stuck('Initial', missing), upkeep };
    }
    case 'Healthy':
      return { status: at(isHeld(routing) ? 'Progressing' : 'Healthy'), upkeep, writes: [] };
    case 'Progressing': {
      if (!isHeld(routing)) return { status: at('Finalizing'), upkeep, writes: [] };
      const routes = traffic.map((one) => one.route(strategyOf(routing)));
      const problem = routes.find(isProblem);
      if (problem !== undefined) return { ...stuck('Progressing', problem.problem), upkeep };
      return { status: at('Progressing'), upkeep, writes: routes.flatMap((one) => (isProblem(one) ? [] : one)) };
    }
    case 'Finalizing':
      return { status: at(restore.length > 0 ? 'Finalizing' : 'Healthy'), upkeep, writes: restore };
    case 'Terminating':
      // A Rollout that is under way keeps its routes to its end.
      if (isHeld(routing)) return { status: at('Terminating'), writes: [] };
      return { status: at('Terminating'), writes: restore.length > 0 ? restore : ownFinalizer(routing, false) };
  }
};
