import { describe, expect, it } from 'vitest';
import { createSystemClock } from '@binnacle/kube/clock';
import { listenOn } from './listeners.ts';

const clock = createSystemClock();
const options = {
  clock,
  handler: (_request: unknown, response: { end: (text: string) => unknown }) => void response.end('here'),
};
const free = { host: '127.0.0.1', port: 0 };

describe('listenOn', () => {
  it('answers at every address, and says where', async () => {
    const listeners = await listenOn([free, free, { host: '0.0.0.0', port: 0 }], options);
    expect(listeners.urls).toEqual([1, 2, 3].map(() => expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/)));
    for (const url of listeners.urls) expect(await (await fetch(url)).text()).toBe('here');
    await listeners.close();
    await expect(fetch(listeners.urls[0]!)).rejects.toThrow();
  });

  it('says what to do when a port is taken, and gives back the others', async () => {
    const first = await listenOn([free], options);
    const port = Number(new URL(first.urls[0]!).port);
    await expect(listenOn([free, { host: '127.0.0.1', port }], options)).rejects.toThrow(
      `127.0.0.1:${port} is in use: stop the other program, or choose another address with --listen.`,
    );
    await first.close();
    await (await listenOn([{ host: '127.0.0.1', port }], options)).close();
  });

  it('says when an address is not of this machine', async () => {
    await expect(listenOn([{ host: '203.0.113.7', port: 0 }], options)).rejects.toThrow(
      '203.0.113.7:0 is not an address of this machine: choose another with --listen.',
    );
  });
});
