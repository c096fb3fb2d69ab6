/** Conversion of custom resources by webhook. Source: apiextensions `apiserver/conversion/webhook_converter.go`. */
import { ApiError } from '@binnacle/kube/api';
import type { UnstructuredObject } from '@binnacle/kube/api';
import { createUid, isJsonObject } from '../../registry/index.ts';
import type { Convert, Registry } from '../../registry/index.ts';
import { addressOf, Unreachable } from './address.ts';
import { CallFailure } from './post.ts';
import type { Poster } from './post.ts';

const GROUP = 'apiextensions.k8s.io';
const timeoutMs = 30_000;

/** An answer that cannot be taken; the message goes on after `conversion webhook for KIND`. */
class Misconverted extends Error {}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** As Go prints a kind. */
const kindText = (apiVersion: string, kind: string): string => `${apiVersion}, Kind=${kind}`;

/** The objects of an answer. Throws Misconverted. */
const objectsOf = (answer: unknown, { uid, version }: { uid: string; version: string }): unknown[] => {
  const { apiVersion, kind, response } = isJsonObject(answer) ? answer : {};
  if (!isJsonObject(response)) throw new Misconverted('failed: no response provided');
  const got = kindText(textOf(apiVersion), textOf(kind));
  const wanted = kindText(`${GROUP}/${version}`, 'ConversionReview');
  if (got !== wanted) throw new Misconverted(`failed: expected webhook response of ${wanted}, got ${got}`);
  if (response.uid !== uid)
    throw new Misconverted(`failed: expected response.uid="${uid}", got ${JSON.stringify(textOf(response.uid))}`);
  const { status, message } = isJsonObject(response.result) ? response.result : {};
  if (status !== 'Success') {
    const told = textOf(message);
    throw new Misconverted(
      `failed: ${told === '' ? `response.result.status was '${textOf(status)}', not 'Success'` : told}`,
    );
  }
  return Array.isArray(response.convertedObjects) ? response.convertedObjects : [];
};

/** What must stay the same, in the order in which it is looked at. */
const identity = [
  ['name', 'name'],
  ['namespace', 'namespace'],
  ['uid', 'UID'],
] as const;

/** The one object of an answer, with the metadata that it had; only labels and annotations may change. */
const takeOver = (object: UnstructuredObject, desired: string, objects: readonly unknown[]): UnstructuredObject => {
  if (objects.length !== 1) throw new Misconverted(`returned ${objects.length} objects, expected 1`);
  const [first] = objects;
  const converted = isJsonObject(first) ? first : {};
  const apiVersion = textOf(converted.apiVersion);
  if (apiVersion !== desired)
    throw new Misconverted(
      `returned invalid object at index 0: invalid groupVersion (expected ${desired}, received ${apiVersion})`,
    );
  const kind = textOf(converted.kind);
  if (kind !== object.kind)
    throw new Misconverted(
      `returned invalid object at index 0: invalid kind (expected ${object.kind}, received ${kind})`,
    );
  const metadata = isJsonObject(converted.metadata) ? converted.metadata : {};
  for (const [field, name] of identity) {
    const [before, after] = [textOf(object.metadata[field]), textOf(metadata[field])];
    if (before !== after)
      throw new Misconverted(`returned invalid object: must have the same ${name}: ${before} != ${after}`);
  }
  const { labels: _labels, annotations: _annotations, ...own } = object.metadata;
  const { labels, annotations } = metadata as Pick<UnstructuredObject['metadata'], 'labels' | 'annotations'>;
  return {
    ...(converted as UnstructuredObject),
    metadata: { ...own, ...(labels && { labels }), ...(annotations && { annotations }) },
  };
};

/** Asks the webhooks that definitions name. What fails is told as kube-apiserver tells it: 500 without a reason. */
export const createConversion =
  (registry: Registry, poster: Poster): Convert =>
  async ({ resource, object, desired }) => {
    const { clientConfig = {}, reviewVersions = [] } = resource.custom?.conversion ?? {};
    const version = reviewVersions.find((name) => name === 'v1' || name === 'v1beta1') ?? 'v1';
    const uid = createUid(registry.rng);
    const target = addressOf(clientConfig, '');
    const review = {
      kind: 'ConversionReview',
      apiVersion: `${GROUP}/${version}`,
      request: { uid, desiredAPIVersion: desired, objects: [object] },
    };
    try {
      const answer = await poster
        .post(target.resolve(registry), review, { timeoutMs, userAgent: 'kube-apiserver-admission' })
        .catch((error: unknown) => {
          if (error instanceof CallFailure) throw new Misconverted(`failed: ${error.message}`);
          throw error;
        });
      return takeOver(object, desired, objectsOf(answer, { uid, version }));
    } catch (error) {
      const kind = kindText(object.apiVersion, object.kind);
      if (error instanceof Unreachable)
        throw new ApiError('', 500, `conversion webhook for ${kind} failed: Post "${target.url}": ${error.message}`);
      if (error instanceof Misconverted) throw new ApiError('', 500, `conversion webhook for ${kind} ${error.message}`);
      throw error;
    }
  };
