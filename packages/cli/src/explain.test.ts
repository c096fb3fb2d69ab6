import { createServer } from 'node:net';
import { parseArgs } from 'node:util';
import { parseKubeconfig } from '@binnacle/kube/client';
import { describe, expect, it } from 'vitest';
import { explain } from './explain.ts';

const thrownBy = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
};

describe('explain', () => {
  it('says what to do about a port in use', async () => {
    const first = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => first.once('listening', resolve));
    const { port } = first.address() as { port: number };
    const error = await new Promise((resolve) => createServer().once('error', resolve).listen(port, '127.0.0.1'));
    expect(explain(error)).toBe(
      `127.0.0.1:${port} is in use by another program: stop it, or choose another address with --listen 127.0.0.1:PORT.`,
    );
    first.close();
  });

  it('names an unknown option', () => {
    const error = thrownBy(() => parseArgs({ args: ['--colour'], options: {} }));
    expect(explain(error)).toBe("Unknown option '--colour'. See binnacle --help.");
  });

  it('says what to do about a kubeconfig that cannot be read', () => {
    expect(explain(thrownBy(() => parseKubeconfig('a: [')))).toBe(
      'the kubeconfig is neither YAML nor JSON (line 1, column 5): mend it, or name another file with --kubeconfig.',
    );
  });

  it('passes on a sentence', () => {
    expect(explain(new Error('The admin password is too short.'))).toBe('The admin password is too short.');
  });
});
