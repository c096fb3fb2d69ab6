import { timeout, unauthorized } from '../api/index.ts';
import { sleep } from '../clock/index.ts';
import type { Clock, Rng } from '../clock/index.ts';
import type { AuthMaterial, CredentialSource } from './credential-source.ts';
import { retryAfterSeconds, toFailure } from './failure.ts';
import { impersonationHeaders } from './impersonation.ts';
import type { Interceptor, Send } from './interceptor.ts';
import { isClosedSocket, toUnreachable } from './network-error.ts';
import type { ClusterTarget } from './target.ts';
import type { Transport } from './transport.ts';
import type { KubeRequest, KubeResponse } from './types.ts';

const defaultTimeoutMs = 30_000;

interface SenderParts {
  target: ClusterTarget;
  transport: Transport;
  credentials: CredentialSource;
  clock: Clock;
  rng: Rng;
  interceptor: Interceptor | undefined;
  userAgent: string;
}

/**
 * One request from credentials to answer, under one time limit. What is sent twice: a read whose connection was closed
 * before any answer (once), a read told to come back later (429, while time is left), and any request after a 401 that
 * newer credentials may cure (once: the server did nothing). A write is never repeated for any other cause.
 */
export const createSender = (parts: SenderParts): Send => {
  const { target, transport, credentials, clock, rng, interceptor } = parts;
  const fixedHeaders = { 'user-agent': parts.userAgent, ...impersonationHeaders(target.impersonate) };

  const attempt = (request: KubeRequest, material: AuthMaterial): Promise<KubeResponse> => {
    const send: Send = (sent) =>
      // undici takes a list where a header has several lines (impersonated groups).
      transport.send(
        { ...sent, headers: { ...(fixedHeaders as Record<string, string>), ...material.headers, ...sent.headers } },
        material.certificate,
      );
    return interceptor === undefined ? send(request) : interceptor(request, send);
  };

  const attempts = async (request: KubeRequest, deadline: number): Promise<KubeResponse> => {
    const isRead = request.method === 'GET';
    let material = await credentials.current();
    let renewed = false;
    let reconnected = false;
    for (;;) {
      let response: KubeResponse;
      try {
        response = await attempt(request, material);
      } catch (error) {
        if (!isRead || reconnected || !isClosedSocket(error) || request.signal?.aborted === true) throw error;
        reconnected = true;
        continue;
      }
      if (response.status === 401 && !renewed) {
        renewed = true;
        const newer = await credentials.renew(material);
        if (newer !== undefined) {
          response.cancel();
          material = newer;
          continue;
        }
      }
      if (response.status === 429 && isRead) {
        // Spread over half a second, so that those told to wait do not come back together.
        const wait = Math.max(1, retryAfterSeconds(response) ?? 1) * 1000 + rng.int(500);
        if (clock.now() + wait < deadline) {
          response.cancel();
          await sleep(clock, wait, request.signal);
          continue;
        }
      }
      if (response.status < 400) return response;
      const failure = await toFailure(request, response);
      throw failure.code === 401 && failure.message === 'Unauthorized'
        ? unauthorized(`cluster "${target.name}" refused the credentials (${target.credentials.type})`)
        : failure;
    }
  };

  return async (request) => {
    const timeoutMs = request.timeoutMs ?? defaultTimeoutMs;
    const controller = new AbortController();
    const { signal: caller } = request;
    if (caller?.aborted === true) throw caller.reason;
    const onAbort = () => controller.abort(caller?.reason);
    caller?.addEventListener('abort', onAbort, { once: true });
    const unlink = () => caller?.removeEventListener('abort', onAbort);
    const cancelTimer =
      timeoutMs === 0
        ? () => undefined
        : clock.after(timeoutMs, () =>
            controller.abort(
              timeout(`cluster "${target.name}" (${target.server}) did not answer within ${timeoutMs / 1000} s`),
            ),
          );
    try {
      const deadline = timeoutMs === 0 ? Infinity : clock.now() + timeoutMs;
      const sent = attempts({ ...request, signal: controller.signal }, deadline);
      const response = await raceAbort(sent, controller.signal);
      return whenDone(response, unlink, (error) =>
        controller.signal.aborted ? controller.signal.reason : toUnreachable(error, target),
      );
    } catch (error) {
      unlink();
      if (controller.signal.aborted) throw controller.signal.reason;
      throw toUnreachable(error, target);
    } finally {
      cancelTimer();
    }
  };
};

/** Also what does not listen to the signal (a credential plugin, an interceptor) is waited for no longer than allowed. */
const raceAbort = (sent: Promise<KubeResponse>, signal: AbortSignal): Promise<KubeResponse> =>
  new Promise((resolve, reject) => {
    const onAbort = () => {
      reject(signal.reason as Error);
      void sent.then(
        (late) => late.cancel(),
        () => undefined,
      );
    };
    signal.addEventListener('abort', onAbort, { once: true });
    sent.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });

/** Calls `done` once the body has ended, failed or been given up; `toCause` says what a failure means. */
const whenDone = (response: KubeResponse, done: () => void, toCause: (error: unknown) => unknown): KubeResponse => {
  const after = <T>(work: Promise<T>): Promise<T> =>
    work
      .catch((error: unknown) => {
        throw toCause(error);
      })
      .finally(done);
  return {
    status: response.status,
    headers: response.headers,
    stream: async function* () {
      try {
        yield* response.stream();
      } catch (error) {
        throw toCause(error);
      } finally {
        done();
      }
    },
    bytes: () => after(response.bytes()),
    json: <T>() => after(response.json<T>()),
    cancel: () => {
      done();
      response.cancel();
    },
  };
};
