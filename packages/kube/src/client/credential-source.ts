import type { Clock } from '../clock/index.ts';
import type { ClientCertificate } from './transport.ts';

/** What one request proves itself with. */
export interface AuthMaterial {
  headers: Readonly<Record<string, string>>;
  certificate?: ClientCertificate;
}

/** Where a cluster's credentials come from. Errors are ApiErrors and hold no secret. */
export interface CredentialSource {
  current(): Promise<AuthMaterial>;
  /** After a 401 to `used`: newer material, or undefined when there is none to be had. */
  renew(used: AuthMaterial): Promise<AuthMaterial | undefined>;
}

export const bearer = (token: string): AuthMaterial => ({ headers: { authorization: `Bearer ${token}` } });

/**
 * Material that is costly to get and ends: asked for once however many requests wait, kept until it expires, asked for
 * again after a 401. A failure is kept for a moment too, so that many requests do not mean many attempts.
 */
export const createExpiringSource = (
  fetch: () => Promise<{ material: AuthMaterial; /** Epoch ms. */ expiresAt?: number | undefined }>,
  clock: Clock,
): CredentialSource => {
  const failureKeptMs = 2_000;
  let held: { material: AuthMaterial; expiresAt?: number | undefined } | undefined;
  let failed: { error: unknown; until: number } | undefined;
  let running: Promise<AuthMaterial> | undefined;

  const obtain = (): Promise<AuthMaterial> => {
    if (failed !== undefined && clock.now() < failed.until) return Promise.reject(failed.error as Error);
    running ??= fetch()
      .then(
        (result) => {
          held = result;
          failed = undefined;
          return result.material;
        },
        (error: unknown) => {
          failed = { error, until: clock.now() + failureKeptMs };
          throw error;
        },
      )
      .finally(() => {
        running = undefined;
      });
    return running;
  };

  return {
    current: () => {
      const valid = held !== undefined && (held.expiresAt === undefined || clock.now() < held.expiresAt);
      return valid ? Promise.resolve(held!.material) : obtain();
    },
    renew: (used) => {
      // Another request may have renewed it in the meantime.
      if (held !== undefined && held.material !== used) return Promise.resolve(held.material);
      held = undefined;
      return obtain();
    },
  };
};
