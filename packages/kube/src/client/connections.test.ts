import { setMaxListeners } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import type { IncomingMessage, RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ResourceRef } from '../api/index.ts';
import { createClient } from './client.ts';
import type { ClusterTarget } from './target.ts';
import { authority, clientPair, expired, named, otherAuthority, server as pair } from './test-certificates.ts';
import { closeAll, listen, start, startServer, targetAt } from './test-server.ts';

afterEach(closeAll);

const nodes: ResourceRef = { group: '', version: 'v1', plural: 'nodes', namespaced: false };

describe('an unreachable server', () => {
  const reasonOf = (target: ClusterTarget) =>
    start(target)
      .version()
      .then(
        () => 'reached',
        (error: Error) => error.message.replace(/^.* cannot be reached: /, ''),
      );

  const startTls = (
    certificate: { cert: string; key: string },
    listener: RequestListener = (_, response) => response.end('{}'),
  ) =>
    listen(createTlsServer({ ...certificate, ca: authority, requestCert: true, rejectUnauthorized: false }, listener));
  const tls = (port: number, more: Partial<ClusterTarget>) =>
    targetAt(port, { server: `https://127.0.0.1:${port}`, ...more });

  it('refuses, or is not known', async () => {
    const { port } = await startServer({});
    await closeAll();
    expect(await reasonOf(targetAt(port))).toBe('the connection was refused');
    expect(await reasonOf(targetAt(port, { server: 'https://no-such-host.invalid' }))).toMatch(
      /^its host name (is unknown|cannot be resolved now) \(DNS\)$/,
    );
  });

  it('is not trusted, or trusted by the right authority', async () => {
    const { port } = await startTls(pair);
    expect(await reasonOf(tls(port, { caData: authority }))).toBe('reached');
    expect(await reasonOf(tls(port, {}))).toMatch(/^its TLS certificate is not trusted/);
    expect(await reasonOf(tls(port, { caData: otherAuthority }))).toMatch(/^its TLS certificate is not trusted/);
    expect(await reasonOf(tls(port, { insecureSkipTlsVerify: true }))).toBe('reached');
    expect(await reasonOf(targetAt(port))).not.toBe('reached');
  });

  it('has an expired certificate', async () => {
    const { port } = await startTls(expired);
    expect(await reasonOf(tls(port, { caData: authority }))).toBe('its TLS certificate has expired');
  });

  it('goes by another name, unless that is given', async () => {
    const { port } = await startTls(named);
    expect(await reasonOf(tls(port, { caData: authority }))).toBe(
      'its TLS certificate is for another host name (set tls-server-name)',
    );
    expect(await reasonOf(tls(port, { caData: authority, tlsServerName: 'api.internal' }))).toBe('reached');
  });

  it('does not speak TLS', async () => {
    const { port } = await startServer({});
    expect(await reasonOf(tls(port, {}))).toBe('it does not speak TLS (is the address http://?)');
  });

  it('gets the client certificate', async () => {
    const subjects: unknown[] = [];
    const { port } = await startTls(pair, (request, response) => {
      subjects.push((request.socket as TLSSocket).getPeerCertificate().subject);
      response.end('{}');
    });
    const credentials = { type: 'certificate' as const, certData: clientPair.cert, keyData: clientPair.key };
    expect(await reasonOf(tls(port, { caData: authority, credentials }))).toBe('reached');
    expect(subjects).toEqual([expect.objectContaining({ CN: 'alice', O: 'dev' })]);
  });

  it('is reached through a proxy', async () => {
    const { port } = await startTls(named);
    const tunnels: string[] = [];
    const proxy = createHttpServer();
    proxy.on('connect', (request: IncomingMessage, socket: Socket) => {
      tunnels.push(`${request.url} ${request.headers['proxy-authorization'] ?? ''}`);
      const upstream = connect(port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        upstream.pipe(socket).pipe(upstream);
      });
      upstream.on('error', () => socket.destroy());
      socket.on('error', () => upstream.destroy());
    });
    const { port: proxyPort } = await listen(proxy);
    const proxyUrl = `http://user:pass@127.0.0.1:${proxyPort}`;
    expect(await reasonOf(tls(port, { caData: authority, tlsServerName: 'api.internal', proxyUrl }))).toBe('reached');
    expect(tunnels).toEqual([`127.0.0.1:${port} Basic ${Buffer.from('user:pass').toString('base64')}`]);

    // The environment's word counts where the kubeconfig has none. The name resolves nowhere: only the proxy knows it.
    tunnels.length = 0;
    const target = tls(port, { caData: authority, server: `https://api.internal:${port}` });
    const client = createClient(target, { env: { HTTPS_PROXY: proxyUrl } });
    expect(await client.request({ method: 'GET', path: '/version' }).then(({ status }) => status)).toBe(200);
    expect(tunnels).toEqual([expect.stringMatching(`^api.internal:${port} Basic `)]);
    const direct = createClient(target, { env: { HTTPS_PROXY: proxyUrl, NO_PROXY: 'internal' } });
    await expect(direct.version()).rejects.toThrow('(DNS)');
    await Promise.all([client.close(), direct.close()]);
  });

  it('that does not answer is given up, and so is a call whose caller leaves', async () => {
    const { port } = await listen(createHttpServer(() => undefined));
    const client = start(targetAt(port));
    await expect(client.request({ method: 'GET', path: '/x', timeoutMs: 50 })).rejects.toMatchObject({
      reason: 'Timeout',
      code: 504,
      message: `Timeout: cluster "test" (http://127.0.0.1:${port}) did not answer within 0.05 s`,
    });
    const controller = new AbortController();
    const call = client.get(nodes, { name: 'a' }, controller.signal);
    controller.abort(new Error('left'));
    await expect(call).rejects.toThrow('left');
    await client.close();
    await expect(client.version()).rejects.toThrow('cannot be reached: the client was closed');
  });

  it('that breaks off in the middle of an answer is not taken at its word', async () => {
    const { port } = await listen(
      createHttpServer((_, response) => {
        response.write('{"items":[');
        setTimeout(() => response.socket?.destroy(), 10);
      }),
    );
    await expect(start(targetAt(port)).list(nodes)).rejects.toMatchObject({
      reason: 'ServiceUnavailable',
      message: `cluster "test" (http://127.0.0.1:${port}) cannot be reached: the connection was closed before the answer was complete`,
    });
  });
});

describe('connections', () => {
  it('of watches never keep short calls waiting', async () => {
    let watching = 0;
    const { port } = await listen(
      createHttpServer((request, response) => {
        if (!request.url!.includes('watch')) return void response.end('{}');
        watching += 1;
        response.flushHeaders();
      }),
    );
    const client = start(targetAt(port));
    const controller = new AbortController();
    setMaxListeners(100, controller.signal);
    const watches = Array.from({ length: 60 }, async () => {
      for await (const _ of client.watch(nodes, { signal: controller.signal }));
    });
    await vi.waitFor(() => expect(watching).toBe(60), { timeout: 10_000 });
    await client.list(nodes);
    controller.abort(new Error('enough'));
    const results = await Promise.allSettled(watches);
    expect(results.every(({ status }) => status === 'rejected')).toBe(true);
  });

  it('are bounded for short calls, and kept', async () => {
    const { seen, port, sockets } = await startServer({});
    const client = start(targetAt(port));
    await Promise.all(Array.from({ length: 200 }, () => client.list(nodes)));
    expect(seen).toHaveLength(200);
    expect(sockets.size).toBeLessThanOrEqual(32);
    await client.close();
    await vi.waitFor(() => expect(sockets.size).toBe(0), { timeout: 10_000 });
  });
});
