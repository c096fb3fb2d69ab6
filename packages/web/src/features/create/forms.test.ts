import { referencesOf } from '@binnacle/kube/api';
import { describe, expect, it } from 'vitest';
import { forms, parseLines, valuesOf } from './forms.ts';

const objectOf = (kind: string, change: Record<string, string> = {}) => {
  const form = forms.find((item) => item.kind === kind);
  if (form === undefined) throw new Error(`no form for ${kind}`);
  return form.toObject({ ...valuesOf(form), ...change }, 'shop');
};

describe('forms', () => {
  it('name their kind, their name and, where there is one, the namespace', () => {
    for (const { kind } of forms) {
      expect(objectOf(kind, { name: 'mine' })).toMatchObject({
        kind,
        metadata: { name: 'mine', ...(kind === 'Namespace' ? {} : { namespace: 'shop' }) },
      });
    }
  });

  it('select their own Pods', () => {
    const { spec } = objectOf('Deployment', { name: 'cart', replicas: '3' }) as {
      spec: { replicas: number; selector: { matchLabels: object }; template: { metadata: { labels: object } } };
    };
    expect(spec.replicas).toBe(3);
    expect(spec.template.metadata.labels).toEqual(spec.selector.matchLabels);
  });

  it('lead where they say', () => {
    const ingress = objectOf('Ingress', { service: 'cart', class: '' }) as unknown as Parameters<
      typeof referencesOf
    >[1];
    expect(referencesOf({ kind: 'Ingress' }, ingress).map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'Service cart',
    ]);
  });
});

describe('parseLines', () => {
  it('takes the first = as the border, and keeps what follows', () => {
    expect(parseLines('a=1\n\n b =x=y\nalone')).toEqual({ a: '1', b: 'x=y', alone: '' });
  });
});
