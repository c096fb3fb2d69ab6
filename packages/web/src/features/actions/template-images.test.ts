import { describe, expect, it } from 'vitest';
import { imagePatchOf, templateContainersOf } from './template-images.ts';

const spec = {
  initContainers: [{ name: 'migrate', image: 'shop/migrate:1' }],
  containers: [
    { name: 'main', image: 'shop/cart:1' },
    { name: 'proxy', image: 'proxy:7' },
  ],
};

describe('templateContainersOf', () => {
  it('finds them in a workload and in a CronJob', () => {
    expect(templateContainersOf({ spec: { template: { spec } } }).map(({ pointer }) => pointer)).toEqual([
      '/spec/template/spec/initContainers/0',
      '/spec/template/spec/containers/0',
      '/spec/template/spec/containers/1',
    ]);
    const job = { spec: { jobTemplate: { spec: { template: { spec } } } } };
    expect(templateContainersOf(job)[1]).toEqual({
      name: 'main',
      image: 'shop/cart:1',
      isInit: false,
      pointer: '/spec/jobTemplate/spec/template/spec/containers/0',
    });
    expect(templateContainersOf({ spec: {} })).toEqual([]);
  });
});

describe('imagePatchOf', () => {
  it('changes what differs, where the container is still the same', () => {
    const containers = templateContainersOf({ spec: { template: { spec } } });
    const pointer = '/spec/template/spec/containers/0';
    expect(imagePatchOf(containers, { [pointer]: 'shop/cart:2' })).toEqual([
      { op: 'test', path: `${pointer}/name`, value: 'main' },
      { op: 'replace', path: `${pointer}/image`, value: 'shop/cart:2' },
    ]);
    expect(imagePatchOf(containers, { [pointer]: 'shop/cart:1' })).toEqual([]);
  });
});
