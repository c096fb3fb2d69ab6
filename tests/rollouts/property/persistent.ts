import { Refusal } from '../../conformance/harness/api.ts';
import type { Api } from '../../conformance/harness/api.ts';
import { eventually } from '../../conformance/harness/conformance.ts';

const patience = 300_000;

/** The webhooks of a controller that is dead: a change of what they watch is refused until the next one lives. */
const isUnheard = (error: unknown): boolean =>
  error instanceof Refusal && error.status.message?.includes('failed calling webhook') === true;

const persist = async <T>(write: () => Promise<T>): Promise<T> => {
  // Any other refusal is the caller's at once.
  const settled = () =>
    write().then(
      (value) => ({ value }),
      (error: unknown) => {
        if (isUnheard(error)) throw error;
        return { error };
      },
    );
  const end = await eventually(settled, patience);
  if ('error' in end) throw end.error;
  return end.value;
};

/** As a user who tries again while the cluster says that nobody answers its webhooks. */
export const persistent = (api: Api): Api => ({
  ...api,
  post: (...call: Parameters<Api['post']>) => persist(() => api.post(...call)) as Promise<never>,
  patch: (...call: Parameters<Api['patch']>) => persist(() => api.patch(...call)) as Promise<never>,
  delete: (...call: Parameters<Api['delete']>) => persist(() => api.delete(...call)) as Promise<never>,
});
