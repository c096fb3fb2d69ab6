import type { SchemaReply } from '@binnacle/api';
import { describe, expect, it } from 'vitest';
import { fieldsBelow, pathAt, schemaAt } from './schema-path.ts';

const text = `apiVersion: apps/v1
metadata:
  labels:
    app.kubernetes.io/name: cart
spec:
  # how many
  replicas: 2
  template:
    spec:
      containers:
      - name: main
        image: shop/cart:1
        ports:
          - containerPort: 80
            protocol: TCP
      - name: side
        env:
        - name: A
          value: b

---
kind: Service
spec:
  ports:`.split('\n');

const at = (needle: string) => {
  const { parents, key } = pathAt(
    text,
    text.findIndex((line) => line.includes(needle)),
  );
  return [...parents, key].join('.');
};

describe('pathAt', () => {
  it.each([
    ['apiVersion', 'apiVersion'],
    ['name: cart', 'metadata.labels.app.kubernetes.io/name'],
    ['replicas', 'spec.replicas'],
    ['name: main', 'spec.template.spec.containers.name'],
    ['image', 'spec.template.spec.containers.image'],
    ['containerPort', 'spec.template.spec.containers.ports.containerPort'],
    ['protocol', 'spec.template.spec.containers.ports.protocol'],
    ['value: b', 'spec.template.spec.containers.env.value'],
    ['ports:', 'spec.template.spec.containers.ports'],
  ])('%s', (needle, path) => {
    expect(at(needle)).toBe(path);
  });

  it('stays in its own document', () => {
    expect(pathAt(text, text.length - 1)).toEqual({ parents: ['spec'], key: 'ports' });
  });

  it('knows where an empty line stands by its indentation', () => {
    expect(pathAt(['spec:', '  template:', '    '], 2)).toEqual({ parents: ['spec', 'template'], key: '' });
    expect(pathAt(['spec:', '  template:', '  '], 2)).toEqual({ parents: ['spec'], key: '' });
  });
});

const reply: SchemaReply = {
  schema: { $ref: '#/components/schemas/Deployment' },
  components: {
    schemas: {
      Deployment: {
        properties: { spec: { description: 'What is wanted.', allOf: [{ $ref: '#/components/schemas/Spec' }] } },
      },
      Spec: {
        properties: {
          replicas: { type: 'integer', description: 'How many.' },
          containers: { type: 'array', items: { $ref: '#/components/schemas/Container' } },
          labels: { type: 'object', additionalProperties: { type: 'string' } },
        },
      },
      Container: { properties: { image: { type: 'string' }, policy: { type: 'string', enum: ['Always', 'Never'] } } },
    },
  },
};

describe('schemaAt', () => {
  it('follows references, lists and maps', () => {
    expect(schemaAt(reply, ['spec', 'replicas'])).toEqual({ type: 'integer', description: 'How many.' });
    expect(schemaAt(reply, ['spec'])?.description).toBe('What is wanted.');
    expect(schemaAt(reply, ['spec', 'containers', 'policy'])?.enum).toEqual(['Always', 'Never']);
    expect(schemaAt(reply, ['spec', 'labels', 'anything'])).toEqual({ type: 'string' });
    expect(schemaAt(reply, ['spec', 'none', 'deeper'])).toBeUndefined();
  });

  it('names what can stand there', () => {
    expect(fieldsBelow(reply, ['spec', 'containers']).map(([name]) => name)).toEqual(['image', 'policy']);
    expect(fieldsBelow(reply, ['nowhere'])).toEqual([]);
  });
});
