import { describe, expect, it } from 'vitest';
import type { Service } from '@binnacle/kube/api';
import { readerOf } from '../cluster/reader.fixture.ts';
import { createServices } from './services.ts';

const service = (name: string, selector: Record<string, string>, more: Partial<Service['spec']> = {}): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'shop', labels: { team: 'a' }, annotations: { note: 'b' } },
  spec: { selector, ports: [{ port: 80, nodePort: 30080 }], ...more },
});
const owner = { apiVersion: 'rollouts.kruise.io/v1beta1', kind: 'Rollout', name: 'demo', uid: 'u1' };
const names = { namespace: 'shop', stable: 'echo', canary: 'echo-canary', revisionKey: 'pod-template-hash', owner };
const stable = service('echo', { app: 'echo' }, { type: 'NodePort', clusterIP: '10.0.0.1', clusterIPs: ['10.0.0.1'] });
const pinned = service('echo', { app: 'echo', 'pod-template-hash': 'h1' });

describe('§5.1 Services', () => {
  it('§5.1 B7 the canary Service: a copy without what belongs to the stable one', () => {
    const writes = createServices(readerOf(stable), names).ensure({ stable: 'h1', canary: 'h2' });
    expect(writes).toEqual([
      {
        type: 'create',
        kind: expect.objectContaining({ plural: 'services' }),
        object: {
          apiVersion: 'v1',
          kind: 'Service',
          metadata: {
            name: 'echo-canary',
            namespace: 'shop',
            labels: { team: 'a' },
            annotations: { note: 'b' },
            ownerReferences: [owner],
          },
          spec: { type: 'NodePort', ports: [{ port: 80 }], selector: { app: 'echo', 'pod-template-hash': 'h2' } },
        },
      },
      expect.objectContaining({
        type: 'patch',
        name: 'echo',
        patch: { spec: { selector: { 'pod-template-hash': 'h1' } } },
      }),
    ]);
  });

  it('§5.2 row 4: selectors are put right, and left when they are', () => {
    const wrong = service('echo-canary', { app: 'echo', 'pod-template-hash': 'h0' });
    expect(createServices(readerOf(pinned, wrong), names).ensure({ stable: 'h1', canary: 'h2' })).toMatchObject([
      { name: 'echo-canary', patch: { spec: { selector: { 'pod-template-hash': 'h2' } } } },
    ]);
    const right = service('echo-canary', { app: 'echo', 'pod-template-hash': 'h2' });
    expect(createServices(readerOf(pinned, right), names).ensure({ stable: 'h1', canary: 'h2' })).toEqual([]);
  });

  it('§5.2 rows 2 and 4: nothing can be said without the stable Service or a revision', () => {
    expect(createServices(readerOf(), names).ensure({ stable: 'h1', canary: 'h2' })).toBeUndefined();
    expect(createServices(readerOf(stable), names).ensure({ stable: '', canary: 'h2' })).toBeUndefined();
  });

  it('§5.2 pin, restore, remove', () => {
    expect(createServices(readerOf(stable), names).pin('h1')).toMatchObject([
      { patch: { spec: { selector: { 'pod-template-hash': 'h1' } } } },
    ]);
    expect(createServices(readerOf(pinned), names).pin('h1')).toEqual([]);
    expect(createServices(readerOf(pinned), names).restore()).toMatchObject([
      { patch: { spec: { selector: { 'pod-template-hash': null } } } },
    ]);
    expect(createServices(readerOf(stable), names).restore()).toEqual([]);
    expect(createServices(readerOf(stable, service('echo-canary', {})), names).removeCanary()).toMatchObject([
      { type: 'delete', name: 'echo-canary' },
    ]);
    expect(createServices(readerOf(stable), names).removeCanary()).toEqual([]);
  });
});
