import type { SignInProblem } from '@binnacle/api';
import type { TextKey } from '../../ui/text/text-key.ts';

/** Why a provider's sign-in came to nothing. */
export const problemTexts: Readonly<Record<SignInProblem, TextKey>> = {
  provider: 'signIn.providerFailed',
  expired: 'signIn.expired',
  refused: 'signIn.refused',
  'no-account': 'signIn.noAccount',
  'name-taken': 'signIn.nameTaken',
  disabled: 'signIn.disabled',
};

const isProblem = (value: string | null): value is SignInProblem => value !== null && value in problemTexts;

/** What the address's hash, `#/sign-in?…`, says: a one-time code, or what went wrong at a provider. */
export const parseSignInHash = (hash: string): { code?: string; problem?: SignInProblem } => {
  const params = new URLSearchParams(hash.split('?')[1] ?? '');
  const [code, problem] = [params.get('code'), params.get('problem')];
  return { ...(code === null ? {} : { code }), ...(isProblem(problem) ? { problem } : {}) };
};
