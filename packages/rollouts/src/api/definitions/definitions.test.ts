import { describe, expect, it } from 'vitest';
import { rolloutKinds } from '../kinds.ts';
import { definitions } from './index.ts';

const conversion = { url: 'https://127.0.0.1:9876/convert', caBundle: 'Q0E=' };

describe('§1 definitions', () => {
  it('§1 names, versions and conversion', () => {
    expect(
      definitions(conversion).map(({ metadata, spec }) => [
        metadata.name,
        spec.versions.map(({ name, storage }) => `${name}${storage ? '*' : ''}`).join(' '),
        spec.conversion?.strategy,
      ]),
    ).toEqual([
      ['rollouts.rollouts.kruise.io', 'v1alpha1 v1beta1*', 'Webhook'],
      ['batchreleases.rollouts.kruise.io', 'v1alpha1 v1beta1*', 'Webhook'],
      ['trafficroutings.rollouts.kruise.io', 'v1alpha1*', undefined],
      ['rollouthistories.rollouts.kruise.io', 'v1alpha1*', undefined],
    ]);
  });

  it('§1 without a conversion only stored versions are served', () => {
    for (const { spec } of definitions()) expect(spec.versions.map(({ storage }) => storage)).toEqual([true]);
  });

  it('§1.1 the stored versions and the kinds show the same columns', () => {
    definitions().forEach(({ spec }, i) => {
      const kind = rolloutKinds[i]!;
      const columns = spec.versions[0]!.additionalPrinterColumns;
      expect([spec.names.kind, spec.names.plural, spec.versions[0]!.name]).toEqual([
        kind.kind,
        kind.plural,
        kind.version,
      ]);
      // A definition without columns is shown with Age alone.
      expect(columns?.map(({ name }) => name) ?? ['AGE']).toEqual(kind.columns.map(({ name }) => name));
    });
  });

  it('§1.2 what contract 004 writes is in the schemas', () => {
    const [rollout] = definitions(conversion);
    const spec = (version: number, ...path: string[]) =>
      path.reduce<unknown>(
        (at, key) => (at as { properties: Record<string, unknown> }).properties[key],
        rollout!.spec.versions[version]!.schema!.openAPIV3Schema!['properties']!['spec' as never],
      );
    expect(spec(0, 'objectRef', 'workloadRef', 'name')).toEqual({ type: 'string' });
    expect(spec(1, 'strategy', 'trafficRoutingRef')).toEqual({ type: 'string' });
    expect(spec(1, 'strategy', 'canary', 'trafficRoutingRef')).toEqual({ type: 'string' });
    expect(spec(1, 'disabled')).toEqual({ type: 'boolean', default: false });
  });
});
