import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { podKind } from '@binnacle/kube/api';
import { startTestApp, type TestApp } from '../../testing/app.ts';
import { eventually, fillShop } from '../../testing/shop.ts';
import { opened, openSocket, type RefusedSocket } from '../../testing/web-socket.ts';

const base = '/api/v1/kubernetes';
const solo = `${base}/pods/solo/terminal?cluster_id=1&namespace=shop`;
const node = `${base}/nodes/worker-1/terminal?cluster_id=1`;

interface Offer {
  data: { terminal_url: string; token: string };
}

describe('terminals of contract 001', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ env: { BINNACLE_TERMINAL_RECORDING: 'on' } });
    await fillShop(app);
  });
  afterAll(() => app.close());

  const offer = async (path: string, as?: string) =>
    ((await app.call('GET', path, as === undefined ? {} : { as })).json as Offer).data;
  const audited = async (operation: string) => {
    const { json } = await app.call('GET', `/api/console/v1/audit?operation=${operation}`);
    return (json as { items: Record<string, unknown>[] }).items;
  };
  const debuggingPods = async () =>
    (
      await app.direct.list(podKind, {
        namespace: 'kube-system',
        labelSelector: 'binnacle.dev/purpose=node-terminal',
      })
    ).items;

  it('opens a shell at the address that was given, once', async () => {
    const { terminal_url: url, token } = await offer(solo);
    expect(url).toBe(
      `${app.url.replace('http', 'ws')}${base}/pods/solo/terminal?cluster_id=1&namespace=shop&container=main&token=${token}`,
    );
    const terminal = await opened(openSocket(url));
    expect(terminal.protocol).toBe('');
    terminal.socket.send(JSON.stringify({ type: 'resize', cols: 132, rows: 43 }));
    terminal.socket.send(JSON.stringify({ type: 'stdin', data: 'echo $((40 + 2)) 中文; stty size; hostname\r' }));
    await eventually(() => /42 中文\r\n43 132\r\nsolo\r\n/.test(terminal.text()));
    terminal.socket.send(Buffer.from('exit 3\r'));
    expect(await terminal.closed).toEqual({ code: 1000, reason: 'exited with code 3' });
    expect(await openSocket(url)).toMatchObject({ status: 401, body: expect.stringContaining('"code":2001') });
  });

  it('keeps an entry in the audit from its start, with what was shown at its end', async () => {
    const terminal = await opened(openSocket((await offer(solo)).terminal_url));
    const begun = (await audited('pods.terminal'))[0]!;
    expect(begun).toMatchObject({ user: 'admin', namespace: 'shop', name: 'solo', result: 'pending' });
    terminal.socket.send(Buffer.from('echo was $((1 + 1)) here; exit\r'));
    await terminal.closed;
    await eventually(async () => (await audited('pods.terminal'))[0]!['result'] === 'ok');
    const ended = (await audited('pods.terminal'))[0]!;
    expect(ended['id']).toBe(begun['id']);
    const after = ended['after'] as { exit_code: number; recording: string };
    expect(after).toMatchObject({ exit_code: 0, shell: expect.stringMatching(/^(ba)?sh$/) });
    expect(after.recording).toContain('was 2 here');
    expect(JSON.parse(after.recording.split('\n')[0]!)).toMatchObject({ version: 2 });
  });

  it('speaks the channels of Kubernetes to those who ask for them', async () => {
    const { terminal_url: url } = await offer(solo);
    const terminal = await opened(openSocket(url, { protocols: ['v5.channel.k8s.io', 'v4.channel.k8s.io'] }));
    expect(terminal.protocol).toBe('v5.channel.k8s.io');
    terminal.socket.send(Buffer.concat([Buffer.of(4), Buffer.from('{"Width":77,"Height":11}')]));
    terminal.socket.send(Buffer.concat([Buffer.of(0), Buffer.from('stty size; exit 5\r')]));
    expect((await terminal.closed).code).toBe(1000);
    const said = (channel: number) =>
      Buffer.concat(terminal.messages.filter(([first]) => first === channel).map((data) => data.subarray(1)));
    expect(said(1).toString()).toContain('11 77');
    expect(JSON.parse(said(3).toString())).toMatchObject({
      status: 'Failure',
      reason: 'NonZeroExitCode',
      details: { causes: [{ reason: 'ExitCode', message: '5' }] },
    });
  });

  it('ends with a reason for a client that is not understood', async () => {
    const terminal = await opened(openSocket((await offer(solo)).terminal_url));
    terminal.socket.send('{"type":"dance"}');
    expect(await terminal.closed).toMatchObject({ code: 1007, reason: expect.stringContaining('stdin') });
  });

  it.each<{ what: string; path: string; status: number; headers?: Record<string, string>; asAdmin?: true }>([
    { what: 'a wrong token', path: `${solo}&token=wrong`, status: 401 },
    { what: 'nobody', path: solo, status: 401 },
    { what: 'a page of another site', path: solo, headers: { origin: 'http://evil.example.com' }, status: 403 },
    { what: 'an unknown Pod', path: `${base}/pods/nobody/terminal?namespace=shop`, asAdmin: true, status: 404 },
    { what: 'an unknown container', path: `${solo}&container=nobody`, asAdmin: true, status: 404 },
    { what: 'no namespace', path: `${base}/pods/solo/terminal`, asAdmin: true, status: 400 },
    { what: 'a Pod that runs nowhere', path: `${base}/pods/quiet/terminal?namespace=shop`, asAdmin: true, status: 400 },
    { what: 'a row that is no WebSocket', path: `${base}/pods?namespace=shop`, asAdmin: true, status: 200 },
  ])('answers $what over HTTP', async ({ path, status, headers, asAdmin }) => {
    const refused = (await openSocket(`${app.url}${path}`, {
      ...(headers === undefined ? {} : { headers }),
      ...(asAdmin ? { token: app.token } : {}),
    })) as RefusedSocket;
    expect(refused.status).toBe(status);
    expect(JSON.parse(refused.body)).toMatchObject({ msg: expect.any(String) });
  });

  it('gives a token to no other address, and to nobody without the right', async () => {
    const { token } = await offer(solo);
    expect(
      await openSocket(`${app.url}${base}/pods/quiet/terminal?cluster_id=1&namespace=shop&token=${token}`),
    ).toMatchObject({ status: 401 });
    const viewer = await app.signInAs('vera', 'viewer');
    expect((await app.call('GET', solo, { as: viewer })).status).toBe(403);
    expect(await openSocket(`${app.url}${solo}`, { token: viewer })).toMatchObject({ status: 403 });
    const operator = await app.signInAs('otto', 'operator');
    expect((await app.call('GET', solo, { as: operator })).status).toBe(200);
    expect((await app.call('GET', node, { as: operator })).status).toBe(403);
    expect(await openSocket(`${app.url}${node}`, { token: operator })).toMatchObject({ status: 403 });
    expect(await debuggingPods()).toEqual([]);
  });

  it('opens a node through a privileged Pod that is removed', async () => {
    const terminal = await opened(openSocket((await offer(node)).terminal_url));
    await eventually(async () => (await debuggingPods()).length === 1);
    const [pod] = await debuggingPods();
    expect(pod!['spec']).toMatchObject({
      nodeName: 'worker-1',
      hostPID: true,
      containers: [{ securityContext: { privileged: true } }],
    });
    terminal.socket.send(Buffer.from('echo on $((1 + 1)) nodes\r'));
    await eventually(() => terminal.text().includes('on 2 nodes'));
    terminal.socket.terminate();
    await eventually(async () => (await debuggingPods()).length === 0);
    await eventually(async () => (await audited('nodes.terminal'))[0]!['result'] === 'ok');
  });

  it('says 404 for a node that is not there', async () => {
    const path = `${base}/nodes/nowhere/terminal`;
    expect((await app.call('GET', path)).status).toBe(404);
    expect(await openSocket(`${app.url}${path}`, { token: app.token })).toMatchObject({ status: 404 });
  });
});
