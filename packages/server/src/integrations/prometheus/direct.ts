import { lookup as resolve } from 'node:dns';
import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { readLimited } from '@binnacle/kube/client';
import { checkPrometheusUrl, isLocalAddress, type AddressPolicy } from './addresses.ts';
import type { CallLimits, PrometheusReply } from '../../services/prometheus/index.ts';

/**
 * GET without a way around the policy: the address is judged after it was resolved and that very address is called, and a
 * redirect is an answer like any other.
 */
export const getDirect = async (
  text: string,
  { policy, signal, mostBytes }: { policy: AddressPolicy } & CallLimits,
): Promise<PrometheusReply> => {
  const url = checkPrometheusUrl(text, policy);
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  const response = await new Promise<IncomingMessage>((done, reject) => {
    const options = { signal, lookup: guardedLookup(policy), headers: { accept: 'application/json' }, agent: false };
    send(url, options, done).once('error', reject).end();
  });
  return { status: response.statusCode ?? 0, body: await readLimited(response, mostBytes) };
};

const guardedLookup =
  ({ allowLocal }: AddressPolicy): LookupFunction =>
  (hostname, options, done) =>
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, []);
      const refused = addresses.find(({ address }) => !allowLocal && isLocalAddress(address));
      const [first] = addresses;
      if (refused || !first) return done(new Error(`${hostname} leads to an address that may not be called`), []);
      if (options.all) done(null, addresses);
      else done(null, first.address, first.family);
    });
