import { describe, expect, it } from 'vitest';
import { parseProtobuf, ProtobufError } from './protobuf.ts';

const fallback = { apiVersion: 'v1', kind: 'ConfigMap' };
const bytes = (hex: string) => Buffer.from(hex.replaceAll(/\s/g, ''), 'hex');

/** `kubectl create configmap a --from-literal=x=1` as kubectl 1.34 sends it. */
const configmap = bytes(`
  6b 38 73 00 0a 0f 0a 02 76 31 12 09 43 6f 6e 66 69 67 4d 61 70 12 1b 0a 11 0a 01 61 12 00 1a 00
  22 00 2a 00 32 00 38 00 42 00 12 06 0a 01 78 12 01 31 1a 00 22 00`);

/** Field and content, up to 127 bytes. */
const field = (number: number, content: Buffer | string): Buffer =>
  Buffer.concat([Buffer.of((number << 3) | 2, Buffer.byteLength(content)), Buffer.from(content)]);
const varint = (number: number, value: number): Buffer => Buffer.of(number << 3, value);
const envelope = (apiVersion: string, kind: string, raw: Buffer): Buffer =>
  Buffer.concat([Buffer.from('k8s\0'), field(1, Buffer.concat([field(1, apiVersion), field(2, kind)])), field(2, raw)]);

describe('parseProtobuf', () => {
  it('reads what kubectl sends', () => {
    expect(parseProtobuf(configmap, fallback)).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'a' },
      data: { x: '1' },
    });
  });

  it('keeps zeros that were meant, quantities, int-or-strings and embedded structs', () => {
    const selector = field(2, field(1, Buffer.concat([field(1, 'a'), field(2, 'b')])));
    const limits = field(1, Buffer.concat([field(1, 'cpu'), field(2, field(1, '500m'))]));
    const probe = field(
      10,
      field(1, field(2, Buffer.concat([field(1, '/x'), field(2, Buffer.concat([varint(1, 0), varint(2, 80)]))]))),
    );
    const container = field(2, Buffer.concat([field(1, 'c'), field(2, 'i'), field(8, limits), probe]));
    const template = field(3, field(2, container));
    const spec = field(2, Buffer.concat([varint(1, 0), selector, template, varint(5, 0)]));
    const body = envelope('apps/v1', 'Deployment', Buffer.concat([field(1, field(1, 'd')), spec]));
    expect(parseProtobuf(body, { apiVersion: 'apps/v1', kind: 'Deployment' })).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'd' },
      spec: {
        replicas: 0,
        selector: { matchLabels: { a: 'b' } },
        template: {
          spec: {
            containers: [
              {
                name: 'c',
                image: 'i',
                resources: { limits: { cpu: '500m' } },
                livenessProbe: { httpGet: { path: '/x', port: 80 } },
              },
            ],
          },
        },
      },
    });
  });

  it('refuses what is no message', () => {
    expect(() => parseProtobuf(Buffer.from('x'), fallback)).toThrow(
      new ProtobufError('provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]'),
    );
    for (let length = 5; length < configmap.length - 4; length += 1) {
      try {
        parseProtobuf(configmap.subarray(0, length), fallback);
      } catch (error) {
        expect(error).toBeInstanceOf(ProtobufError);
      }
    }
  });
});
