import type { UnstructuredObject } from '@binnacle/kube/api';
import type { Given } from './conformance.ts';
import { gadgets, version, whileServed, type Served } from './definitions.ts';
import { listenFor } from './webhooks.ts';

/** What a conversion webhook is asked. */
export interface ConversionReview {
  apiVersion: string;
  kind: string;
  request: { uid: string; desiredAPIVersion: string; objects: UnstructuredObject[] };
}

const number = { type: 'integer' };

/** As `v1` has it: `2x3`. As `v2` has it: `{width: 2, height: 3}`. */
const convert = (object: UnstructuredObject, desired: string): UnstructuredObject => {
  const spec = (object.spec ?? {}) as { size?: string; width?: number; height?: number };
  const [width = 0, height = 0] = (spec.size ?? '').split('x').map(Number);
  return {
    ...object,
    apiVersion: desired,
    spec: desired.endsWith('/v1') ? { size: `${spec.width ?? 0}x${spec.height ?? 0}` } : { width, height },
  };
};

/** The answer that is right. */
export const converted = ({ apiVersion, kind, request }: ConversionReview) => ({
  apiVersion,
  kind,
  response: {
    uid: request.uid,
    convertedObjects: request.objects.map((object) => convert(object, request.desiredAPIVersion)),
    result: { status: 'Success' },
  },
});

export type Conversion = Served & {
  /** Of the collection in the body's namespace, or of one object, in the second version. */
  second: (rest?: string) => string;
  asked: ConversionReview[];
};

/** Serves Gadgets in two versions, stored in the first, with a webhook that converts between them. */
export const whileConverting = async (
  given: Pick<Given, 'api' | 'ns'>,
  { answer, reviewVersions = ['v1'] }: { answer: (review: ConversionReview) => object; reviewVersions?: string[] },
  work: (served: Conversion) => Promise<void>,
): Promise<void> => {
  const { server, heard } = await listenFor<ConversionReview>([], answer);
  const { url, caBundle, asked } = heard;
  const status = { type: 'object', properties: { seen: number } };
  const both = (name: string, spec: Record<string, unknown>, more: Record<string, unknown>) => ({
    ...version(name, spec),
    schema: { openAPIV3Schema: { type: 'object', properties: { spec, status } } },
    subresources: { status: {} },
    ...more,
  });
  const definition = gadgets(
    given.ns,
    [
      both('v1', { type: 'object', properties: { size: { type: 'string', pattern: '^\\d+x\\d+$' } } }, {}),
      both(
        'v2',
        { type: 'object', properties: { width: { ...number, maximum: 100 }, height: number } },
        { storage: false },
      ),
    ],
    {
      conversion: {
        strategy: 'Webhook',
        webhook: { clientConfig: { url, caBundle }, conversionReviewVersions: reviewVersions },
      },
    },
  );
  try {
    await whileServed(given, definition, async (served) => {
      const base = `/apis/${served.group}/v2/namespaces/${given.ns}/gadgets`;
      await work({ ...served, asked, second: (rest) => (rest === undefined ? base : `${base}/${rest}`) });
    });
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
};
