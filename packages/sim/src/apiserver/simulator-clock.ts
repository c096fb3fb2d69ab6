/** `/simulator/clock`: the cluster's time, which an administrator may stop and speed up. No part of Kubernetes. */
import { badRequest, methodNotAllowed } from '@binnacle/kube/api';
import type { PacedClock } from '@binnacle/kube/clock';
import { parseJsonText, readBody } from './body.ts';
import type { Call } from './call.ts';
import { sendObject } from './respond.ts';

/** A day in a minute and a half; more would let controllers fall behind. */
export const MAX_RATE = 1000;

/** Throws BadRequest. */
export const assertRate = (rate: unknown): number => {
  if (typeof rate !== 'number' || !(rate >= 0 && rate <= MAX_RATE))
    throw badRequest(`rate must be a number from 0 (paused) to ${MAX_RATE}: seconds of the cluster per second`);
  return rate;
};

const stateOf = (clock: PacedClock) => ({
  now: new Date(clock.now()).toISOString(),
  rate: clock.rate,
  paused: clock.rate === 0,
});

/** GET answers `{now, rate, paused}`, POST sets `{rate}`. True when the path was this one. */
export const serveSimulatorClock = async (call: Call): Promise<boolean> => {
  if (call.segments.join('/') !== 'simulator/clock') return false;
  const { pace } = call.context;
  if (call.method === 'POST') {
    const { value } = parseJsonText((await readBody(call.request)).toString(), (why) => badRequest(why));
    pace.setRate(assertRate((value as { rate?: unknown } | null)?.rate));
  } else if (call.method !== 'GET') throw methodNotAllowed();
  sendObject(call, stateOf(pace));
  return true;
};
