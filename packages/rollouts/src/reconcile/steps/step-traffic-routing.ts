import { routesTraffic } from '../../api/index.ts';
import { graceLeftMs, problemAgainMs } from '../finalise.ts';
import { stepTo, touched } from './step.ts';
import type { RunStep } from './step.ts';

/**
 * Sends the step's traffic to the new Pods (rules §5.2): Services first, then the grace period, then the routes. The
 * Services are made while the Pods' own grace period runs, not after it: what is promised is that long before any route.
 */
export const stepTrafficRouting: RunStep = (context) => {
  const { seen, state, step } = context;
  const done = { state: stepTo(context, 'StepMetricsAnalysis') };
  const { traffic } = seen;
  if (traffic === undefined || !routesTraffic(step)) return done;
  const services = traffic.services({ stable: state.stableRevision ?? '', canary: state.podTemplateHash });
  if (services === undefined) return { state };
  if (services.length > 0) return touched(context, services);
  const left = graceLeftMs(state, seen);
  if (left > 0) return { state, requeueAfterMs: left };
  const routes = traffic.route(step);
  if ('problem' in routes) return { state, problem: routes.problem, requeueAfterMs: problemAgainMs };
  return routes.length > 0 ? { state, writes: routes } : done;
};
