/** The serving certificate of the webhooks: given, or self-made and renewed long before it ends. */
import { createServingCertificates } from '@binnacle/kube/certificates';
import type { ServingCertificates } from '@binnacle/kube/certificates';
import type { Clock } from '@binnacle/kube/clock';

export interface CertificateOptions {
  clock: Clock;
  /** Names and addresses by which API servers call. */
  hosts: readonly string[];
  /** Used as they are; renewing them is their giver's business. */
  given?: ServingCertificates;
  onRenewed: (certificates: ServingCertificates) => void;
}

export interface CertificateKeeper {
  readonly current: ServingCertificates;
  close(): void;
}

/** Self-made ones are good for a year. */
const renewAfterMs = 180 * 24 * 3600_000;
/** A timer that long may be cut short: the date decides. */
const lookAgainMs = 24 * 3600_000;

export const keepCertificates = ({ clock, hosts, given, onRenewed }: CertificateOptions): CertificateKeeper => {
  const make = () => createServingCertificates({ hosts, name: 'binnacle-rollouts', now: clock.now() });
  let current = given ?? make();
  if (given !== undefined) return { current: given, close: () => {} };
  let made = clock.now();
  const look = () => {
    if (clock.now() - made >= renewAfterMs) {
      made = clock.now();
      onRenewed((current = make()));
    }
    cancel = clock.after(lookAgainMs, look);
  };
  let cancel = clock.after(lookAgainMs, look);
  return {
    get current() {
      return current;
    },
    close: () => cancel(),
  };
};
