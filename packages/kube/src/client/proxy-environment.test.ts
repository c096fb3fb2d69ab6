import { describe, expect, it } from 'vitest';
import { proxyFromEnvironment } from './proxy-environment.ts';

const proxy = 'http://proxy:3128';
const https = { HTTPS_PROXY: proxy };

describe('proxyFromEnvironment', () => {
  it.each([
    ['https://api.example.com:6443', {}, undefined],
    ['https://api.example.com:6443', https, proxy],
    ['https://api.example.com:6443', { https_proxy: 'proxy:3128' }, proxy],
    ['https://api.example.com', { HTTP_PROXY: proxy }, undefined],
    ['http://api.example.com', { HTTP_PROXY: proxy }, proxy],
    ['https://api.example.com', { HTTPS_PROXY: 'socks5://proxy:1080' }, undefined],
    ['https://localhost:6443', https, undefined],
    ['https://127.0.0.1:6443', https, undefined],
    ['https://[::1]:6443', https, undefined],
  ])('%s with %j goes through %j', (server, env, through) => {
    expect(proxyFromEnvironment(server, env)).toBe(through);
  });

  it.each([
    ['*', true],
    ['api.example.com', true],
    ['API.example.com', true],
    ['example.com', true],
    ['.example.com', true],
    ['*.example.com', true],
    ['ample.com', false],
    ['.api.example.com', false],
    ['other.com, example.com', true],
    ['example.com:6443', true],
    ['example.com:443', false],
    ['10.0.0.0/8', false],
    ['', false],
  ])('NO_PROXY=%j spares https://api.example.com:6443: %j', (noProxy, spared) => {
    const through = proxyFromEnvironment('https://api.example.com:6443', { ...https, NO_PROXY: noProxy });
    expect(through).toBe(spared ? undefined : proxy);
  });

  it.each([
    ['10.1.2.3', true],
    ['10.1.2.3:6443', true],
    ['10.1.2.3:443', false],
    ['10.0.0.0/8', true],
    ['10.2.0.0/16', false],
    ['fd00::/8', false],
    ['10.0.0.0/99', false],
  ])('NO_PROXY=%j spares https://10.1.2.3:6443: %j', (noProxy, spared) => {
    const through = proxyFromEnvironment('https://10.1.2.3:6443', { ...https, no_proxy: noProxy });
    expect(through).toBe(spared ? undefined : proxy);
  });

  it('knows networks of IPv6', () => {
    expect(proxyFromEnvironment('https://[fd00::5]:6443', { ...https, NO_PROXY: 'fd00::/8' })).toBeUndefined();
    expect(proxyFromEnvironment('https://[fd00::5]:6443', { ...https, NO_PROXY: '[fd00::5]:6443' })).toBeUndefined();
    expect(proxyFromEnvironment('https://[fd00::5]:6443', { ...https, NO_PROXY: 'fd00::6' })).toBe(proxy);
  });
});
