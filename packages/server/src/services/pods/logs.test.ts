import { podKind } from '@binnacle/kube/api';
import type { Pod } from '@binnacle/kube/api';
import { createSystemClock } from '@binnacle/kube/clock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, startTestCluster } from '../testing/cluster.ts';
import type { TestCluster } from '../testing/cluster.ts';
import { namespaceObject, podObject } from '../testing/objects.ts';
import { createPodOperations } from './index.ts';

const { logs } = createPodOperations({ clock: createSystemClock() });
const defaultContainer = 'kubectl.kubernetes.io/default-container';
const key = { namespace: 'shop', name: 'web' };

let cluster: TestCluster;
/** Holds back the answer to a log request. */
let hold: Promise<void> | undefined;

beforeAll(async () => {
  cluster = await startTestCluster({
    interceptor: async (request, next) => {
      if (request.path.endsWith('/log')) await hold;
      return next(request);
    },
  });
  await cluster.create(
    namespaceObject('shop'),
    podObject('web', ['first', 'second']),
    podObject('chosen', ['first', 'second'], { annotations: { [defaultContainer]: 'second' } }),
    podObject('slip', ['first', 'second'], { annotations: { [defaultContainer]: 'third' } }),
  );
  for (const name of ['web', 'chosen', 'slip'])
    await eventually(async () => {
      const pod = await cluster.direct.get<Pod>(podKind, { namespace: 'shop', name });
      return pod.status?.phase === 'Running' ? true : undefined;
    });
});
afterAll(() => cluster.close());

const read = async (stream: AsyncIterable<Uint8Array>) => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
};
const firstLine = async (stream: AsyncIterable<Uint8Array>) => {
  let text = '';
  for await (const chunk of stream) {
    text += Buffer.from(chunk).toString();
    if (text.includes('\n')) break;
  }
  return text.slice(0, text.indexOf('\n'));
};

describe('pods.logs', () => {
  const chosen = async (name: string, container?: string) => {
    const input = { namespace: 'shop', name, tailLines: 1, ...(container === undefined ? {} : { container }) };
    const output = await cluster.run(logs, input);
    await read(output.stream);
    return output.container;
  };

  it('shows the first container unless told', async () => expect(await chosen('web')).toBe('first'));
  it('shows the container that the Pod names', async () => expect(await chosen('chosen')).toBe('second'));
  it('shows the container asked for', async () => expect(await chosen('chosen', 'first')).toBe('first'));
  it('ignores an annotation that names none', async () => expect(await chosen('slip')).toBe('first'));

  it('names a container that is not there, and those that are', async () => {
    await expect(cluster.run(logs, { ...key, container: 'third' })).rejects.toMatchObject({
      reason: 'NotFound',
      code: 404,
      message: 'container "third" not found in pod "web", which has first, second',
    });
  });

  it('says that there is no such Pod', async () => {
    await expect(cluster.run(logs, { ...key, name: 'none' })).rejects.toMatchObject({
      reason: 'NotFound',
      message: 'pods "none" not found',
    });
  });

  it('shows the last lines', async () => {
    await eventually(async () => {
      const { stream } = await cluster.run(logs, { ...key, tailLines: 2 });
      return (await read(stream)).split('\n').length === 3 ? true : undefined;
    });
  });

  it('follows until the reader leaves', async () => {
    const left = new AbortController();
    const { stream } = await cluster.run(logs, { ...key, follow: true }, left.signal);
    expect(await firstLine(stream)).not.toBe('');
    left.abort();
  });

  it('opens the stream of a container that has written nothing yet', async () => {
    let write = () => {};
    hold = new Promise((resolve) => (write = resolve));
    const { stream } = await cluster.run(logs, { ...key, follow: true });
    hold = undefined;
    write();
    expect(await firstLine(stream)).not.toBe('');
  });

  it('hears of a refusal before a followed stream begins', async () => {
    await expect(cluster.run(logs, { ...key, follow: true, previous: true })).rejects.toMatchObject({
      reason: 'BadRequest',
      code: 400,
      message: expect.stringContaining('previous terminated container "first" in pod "web" not found'),
    });
  });
});
