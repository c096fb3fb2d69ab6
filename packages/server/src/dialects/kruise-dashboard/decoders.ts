import { invalidField } from '../../services/errors.ts';
import type { JumpInput, RolloutInput, SetImageInput } from '../../services/rollouts/index.ts';
import { queryText } from '../../http/query.ts';
import type { WireRequest } from '../../http/row.ts';

/** Source: contracts/README.md, 000: the default cluster unless the header or the query names another. */
export const clusterOf = (request: WireRequest): string | undefined => {
  const header = request.headers['x-cluster-name'];
  return queryText(request, 'cluster') ?? (typeof header === 'string' && header !== '' ? header : undefined);
};

export const rolloutOf = ({ params }: WireRequest): RolloutInput => ({
  namespace: params['namespace'] ?? '',
  name: params['name'] ?? '',
});

const bodyOf = ({ body }: WireRequest): Record<string, unknown> => {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw invalidField('body', 'must be a JSON object');
  return body as Record<string, unknown>;
};

export const jumpInput = (request: WireRequest): JumpInput => {
  const { step } = bodyOf(request);
  if (step === undefined) throw invalidField('step', 'is required');
  if (typeof step !== 'number' || !Number.isInteger(step) || step < 1)
    throw invalidField('step', 'must be a whole number, 1 or more');
  return { ...rolloutOf(request), step };
};

/** Contract 000, "Set Image 请求体"; `isInitContainer` as the original also takes it. */
export const setImageInput = (request: WireRequest): SetImageInput => {
  const fields = bodyOf(request);
  const text = (name: string): string => {
    const value = fields[name];
    if (value === undefined || value === '') throw invalidField(name, 'is required');
    if (typeof value !== 'string') throw invalidField(name, 'must be a text');
    return value;
  };
  const initContainer = fields['initContainer'] ?? fields['isInitContainer'] ?? false;
  if (typeof initContainer !== 'boolean') throw invalidField('initContainer', 'must be true or false');
  return { ...rolloutOf(request), container: text('container'), image: text('image'), initContainer };
};

/** `?replicas=N` */
export const replicasOf = (request: WireRequest): number => {
  const text = queryText(request, 'replicas');
  if (text === undefined) throw invalidField('replicas', 'is required');
  if (!/^\d{1,10}$/.test(text)) throw invalidField('replicas', 'must be a whole number, 0 or more');
  return Number(text);
};
