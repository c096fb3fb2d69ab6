import { issueCertificate, readCertificateRequest } from '@binnacle/kube/certificates';
import type { Authority } from '@binnacle/kube/certificates';
import { createController } from '@binnacle/kube/controller';
import type { Informers } from '../../local/informers.ts';
import type { ControllerContext } from '../../types.ts';
import { signerRules } from './rules.ts';
import { decision, signingRequests, type SigningCondition, type SigningRequest } from './shapes.ts';

const MINUTE = 60_000;
const backdateMs = 5 * MINUTE;
/** What lives shorter keeps its whole time. */
const shortMs = 8 * 60 * MINUTE;
const longestMs = 365 * 24 * 60 * MINUTE;

/** From when to when, epoch ms. Source: `authority.PermissiveSigningPolicy`. */
const validity = (now: number, seconds: number | undefined): { notBefore: number; notAfter: number } => {
  const wanted = seconds === undefined ? longestMs : Math.min(longestMs, Math.max(10 * MINUTE, seconds * 1000));
  return { notBefore: now - backdateMs, notAfter: now + wanted - (wanted < shortMs ? 0 : backdateMs) };
};

type Outcome = { certificate: string } | { failure: string };

const signRequest = (authority: Authority, { spec }: SigningRequest, now: number): Outcome => {
  const { usages = [], signerName, expirationSeconds } = spec;
  const request = readCertificateRequest(Buffer.from(spec.request, 'base64').toString('utf8'));
  const failure = signerRules[signerName]?.(request, usages);
  if (failure !== undefined) return { failure };
  const { subject, publicKey, dnsNames, ipAddresses } = request;
  const order = {
    subject,
    publicKey,
    hosts: [...dnsNames, ...ipAddresses],
    usages,
    ...validity(now, expirationSeconds),
  };
  return { certificate: issueCertificate(authority, order) };
};

/** Signs what was approved, for the signers that are the cluster's own. */
export const startCertificateSigner = (context: ControllerContext, informers: Informers): (() => void) => {
  const { client, clock, authority } = context;
  const controller = createController({
    name: 'csrsigning',
    clock,
    concurrency: 1,
    reconcile: async (name) => {
      const request = client.get<SigningRequest>(signingRequests, { name });
      if (authority === undefined || request === undefined || signerRules[request.spec.signerName] === undefined)
        return;
      if (decision(request, 'Approved') === undefined || decision(request, 'Denied') !== undefined) return;
      if (request.status?.certificate !== undefined || decision(request, 'Failed') !== undefined) return;
      const outcome = signRequest(authority, request, clock.now());
      const failed: SigningCondition[] =
        'failure' in outcome
          ? [{ type: 'Failed', status: 'True', reason: 'SignerValidationFailure', message: outcome.failure }]
          : [];
      await client.updateStatus(signingRequests, {
        ...request,
        status: {
          ...request.status,
          conditions: [...(request.status?.conditions ?? []), ...failed],
          ...('certificate' in outcome ? { certificate: Buffer.from(outcome.certificate).toString('base64') } : {}),
        },
      });
    },
  });
  informers.of<SigningRequest>(signingRequests).subscribe(({ type, object }) => {
    if (type !== 'DELETED') controller.enqueue(object.metadata.name);
  });
  return controller.close;
};
