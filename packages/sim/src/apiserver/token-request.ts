/** POST serviceaccounts/{name}/token. Source: Kubernetes API reference, TokenRequest. */
import { badRequest, conflict, invalid, invalidField, toTime } from '@binnacle/kube/api';
import type { UnstructuredObject } from '@binnacle/kube/api';
import { ensureObject, setDefault } from '../registry/index.ts';
import type { ResourceCall } from './call.ts';
import { negotiate, sendObject } from './respond.ts';
import { sentAs } from './sent-as.ts';
import { ISSUER } from './service-account-tokens.ts';
import type { BoundObject } from './service-account-tokens.ts';
import { keyOf } from './call-key.ts';

interface TokenSpec {
  audiences?: string[] | null;
  expirationSeconds?: number;
  boundObjectRef?: { kind?: string; apiVersion?: string; name?: string; uid?: string } | null;
}

const DEFAULT_SECONDS = 3600;
const LEAST_SECONDS = 600;
const MOST_SECONDS = 2 ** 32;

const KIND = { group: 'authentication.k8s.io', kind: 'TokenRequest' };

/** Kinds that a token may live and die with. */
const BOUND: Readonly<Record<string, string>> = { Pod: 'pods', Node: 'nodes', Secret: 'secrets' };

/** The object that the token is bound to. Throws when there is none, or when it is another one's. */
const boundObject = (call: ResourceCall, ref: NonNullable<TokenSpec['boundObjectRef']>): BoundObject => {
  const { kind = '', apiVersion = '', name = '', uid } = ref;
  const plural = apiVersion === 'v1' ? BOUND[kind] : undefined;
  if (plural === undefined) {
    const [group, version] = apiVersion.includes('/') ? apiVersion.split('/', 2) : ['', apiVersion];
    throw badRequest(`cannot bind token to object of type ${group}/${version}, Kind=${kind}`);
  }
  const namespace = call.info.namespace ?? '';
  const store = call.context.registry.find({ group: '', version: 'v1', plural })!;
  const object: UnstructuredObject = store.get({ name, namespace }).object;
  const account = (object.spec as { serviceAccountName?: string } | undefined)?.serviceAccountName;
  if (kind === 'Pod' && account !== call.info.name)
    throw badRequest(
      `cannot bind token for serviceaccount ${JSON.stringify(call.info.name)} to pod running with different serviceaccount name.`,
    );
  const own = object.metadata.uid ?? '';
  if (uid !== undefined && uid !== '' && uid !== own)
    throw conflict(
      { group: '', plural: kind },
      name,
      `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`,
    );
  return { plural, name, uid: own };
};

const assertDuration = (seconds: number): void => {
  const at = 'spec.expirationSeconds';
  const refuse = (why: string) => invalid(KIND, '', [invalidField(at, seconds, why)]);
  if (seconds < LEAST_SECONDS) throw refuse('may not specify a duration less than 10 minutes');
  if (seconds > MOST_SECONDS) throw refuse('may not specify a duration larger than 2^32 seconds');
};

export const serveTokenRequest = async (call: ResourceCall): Promise<void> => {
  const { object, validate } = await sentAs(call, {
    target: { ...KIND, version: 'v1', definition: 'io.k8s.api.authentication.v1.TokenRequest' },
    defaults: (sent) => {
      const spec = ensureObject(sent, 'spec');
      setDefault(spec, 'audiences', null);
      setDefault(spec, 'expirationSeconds', DEFAULT_SECONDS);
      setDefault(spec, 'boundObjectRef', null);
    },
  });
  const key = keyOf(call);
  const named = object.metadata.name ?? '';
  if (named !== '' && named !== key.name)
    throw invalid(KIND, key.name, [
      invalidField('metadata.name', named, 'must match the service account name if specified'),
    ]);
  const account = call.context.registry.find(call.info.resource)!.get(key).object;
  const spec = (object.spec ?? {}) as TokenSpec;
  const seconds = spec.expirationSeconds ?? DEFAULT_SECONDS;
  assertDuration(seconds);
  await validate();
  const { boundObjectRef: ref } = spec;
  const bound = ref === undefined || ref === null ? undefined : boundObject(call, ref);
  const { audiences: asked } = spec;
  const audiences = asked === undefined || asked === null || asked.length === 0 ? [ISSUER] : asked;
  const { clock, tokens } = call.context;
  sendObject(
    call,
    {
      kind: 'TokenRequest',
      apiVersion: 'authentication.k8s.io/v1',
      metadata: { ...key, uid: account.metadata.uid, creationTimestamp: toTime(clock.now()) },
      spec: { audiences, expirationSeconds: seconds, boundObjectRef: ref ?? null },
      status: {
        token: tokens.issue({ ...key, uid: account.metadata.uid ?? '' }, { seconds, audiences, bound }),
        expirationTimestamp: toTime(clock.now() + seconds * 1000),
      },
    },
    { code: 201, encoding: negotiate(call) },
  );
};
