import { describe, expect, it } from 'vitest';
import { podKind, serviceKind } from '@binnacle/kube/api';
import { createDependencies } from './dependencies.ts';

const pod = (...labels: Record<string, string>[]) => ({ kind: podKind, namespace: 'shop', name: 'p', labels });

describe('dependencies', () => {
  it('are what the last pass read', () => {
    const dependencies = createDependencies();
    const pass = dependencies.begin('a');
    pass.got(serviceKind, 'shop/echo');
    pass.listed(podKind, 'shop', { app: 'echo' });
    pass.end();
    const service = { kind: serviceKind, namespace: 'shop', name: 'echo', labels: [{}] };
    expect([...dependencies.of(service)]).toEqual(['a']);
    expect([...dependencies.of({ ...service, name: 'other' })]).toEqual([]);
    expect([...dependencies.of(pod({ app: 'echo', x: 'y' }))]).toEqual(['a']);
    expect([...dependencies.of(pod({ app: 'other' }))]).toEqual([]);
    dependencies.begin('a').end();
    expect([...dependencies.of(service), ...dependencies.of(pod({ app: 'echo' }))]).toEqual([]);
  });

  it('are lists with all of their labels, or with none', () => {
    const dependencies = createDependencies();
    const pass = dependencies.begin('two');
    pass.listed(podKind, 'shop', { app: 'echo', hash: '1' });
    pass.listed(podKind, 'shop', { tier: 'web', hash: '1' });
    pass.end();
    const all = dependencies.begin('all');
    all.listed(podKind, 'shop', {});
    all.end();
    expect([...dependencies.of(pod({ app: 'echo', hash: '1' }))].sort()).toEqual(['all', 'two']);
    expect([...dependencies.of(pod({ tier: 'web', hash: '1' }))].sort()).toEqual(['all', 'two']);
    expect([...dependencies.of(pod({ app: 'other', hash: '1' }))]).toEqual(['all']);
    expect([...dependencies.of(pod({}))]).toEqual(['all']);
    dependencies.forget('two');
    expect([...dependencies.of(pod({ app: 'echo', hash: '1' }))]).toEqual(['all']);
  });

  it('hear of what leaves a list', () => {
    const dependencies = createDependencies();
    const pass = dependencies.begin('a');
    pass.listed(podKind, 'shop', { app: 'echo' });
    pass.end();
    expect([...dependencies.of(pod({ app: 'other' }, { app: 'echo' }))]).toEqual(['a']);
    dependencies.forget('a');
    expect([...dependencies.of(pod({ app: 'echo' }))]).toEqual([]);
  });
});
