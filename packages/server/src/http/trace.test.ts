import { describe, expect, it } from 'vitest';
import { traceIdOf } from './trace.ts';

describe('traceIdOf', () => {
  it('takes the id of a W3C traceparent', () => {
    const id = '4bf92f3577b34da6a3ce929d0e0e4736';
    expect(traceIdOf(`00-${id}-00f067aa0ba902b7-01`)).toBe(id);
  });

  it.each([undefined, '', 'nonsense', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`, ['a', 'b']])(
    'makes a UUID for %j',
    (header) => {
      expect(traceIdOf(header)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    },
  );
});
