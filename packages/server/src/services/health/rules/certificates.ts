import { secretKind } from '@binnacle/kube/api';
import type { CertificateFacts } from '../certificates.ts';
import type { Rule, Subject } from '../types.ts';

const dayMs = 86_400_000;
/** A renewal that fails is noticed early enough to be repaired by hand. */
const nearMs = 21 * dayMs;

const factsOf = (subject: Subject) => subject.object() as unknown as CertificateFacts;
const day = (at: number): string => new Date(at).toISOString().slice(0, 10);

export const certificateRules: readonly Rule[] = [
  {
    code: 'CertificateExpired',
    kind: secretKind,
    severity: 'critical',
    title: 'The certificate has expired',
    recommendation: 'Renew it: clients refuse connections to whatever shows it.',
    *check(subject, world) {
      const { notAfter } = factsOf(subject);
      if (notAfter === undefined) return;
      if (notAfter > world.now()) world.again(notAfter);
      else yield `it was good until ${day(notAfter)}`;
    },
  },
  {
    code: 'CertificateNearExpiry',
    kind: secretKind,
    severity: 'warning',
    title: 'The certificate expires soon',
    recommendation: 'Renew it, or see why what renews it has not done so.',
    *check(subject, world) {
      const { notAfter } = factsOf(subject);
      if (notAfter === undefined || notAfter <= world.now()) return;
      if (notAfter - nearMs > world.now()) world.again(notAfter - nearMs);
      else yield `it is good until ${day(notAfter)}`;
    },
  },
  {
    code: 'CertificateUnreadable',
    kind: secretKind,
    severity: 'warning',
    title: 'The Secret holds no certificate that can be read',
    recommendation: 'Put a certificate in PEM form under tls.crt.',
    *check(subject) {
      const { problem } = factsOf(subject);
      if (problem !== undefined) yield problem;
    },
  },
];
