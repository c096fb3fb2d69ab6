import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from '@binnacle/kube/api';
import type { Clock } from '@binnacle/kube/clock';

/** A body is small and comes at once, unless its row says otherwise. */
const usualBodyMs = 60_000;

export interface BodyTimeOptions {
  clock: Clock;
  /** Answers a request that reached no row. */
  fail: (error: ApiError, request: FastifyRequest, reply: FastifyReply) => void;
}

/** An `onRequest` hook: a body that is not whole in time is refused, and its connection ends. */
export const createBodyTime =
  ({ clock, fail }: BodyTimeOptions) =>
  (request: FastifyRequest, reply: FastifyReply, done: () => void): void => {
    const { raw, headers } = request;
    if (headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined) {
      const { bodyTimeMs = usualBodyMs } = request.routeOptions.config as { bodyTimeMs?: number };
      const cancel = clock.after(bodyTimeMs, () => {
        const tooSlow = new ApiError('BadRequest', 408, `the body was not whole within ${bodyTimeMs / 1_000} s`);
        if (!reply.raw.headersSent) fail(tooSlow, request, reply);
        reply.raw.end(() => raw.destroy());
      });
      raw.once('end', cancel).once('close', cancel);
    }
    done();
  };
