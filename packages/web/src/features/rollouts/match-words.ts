import type { HttpMatch } from '@binnacle/rollouts/api';

const sign = (type: string | undefined): string => (type === 'RegularExpression' ? '~' : '=');

/** `path /cart* · header x-user=tester`: all parts must hold. */
export const matchWords = ({ path, headers = [], queryParams = [] }: HttpMatch): string =>
  [
    ...(path?.value === undefined ? [] : [`path ${path.value}${path.type === 'Exact' ? '' : '*'}`]),
    ...headers.map(({ name, value, type }) => `header ${name}${sign(type)}${value}`),
    ...queryParams.map(({ name, value, type }) => `query ${name}${sign(type)}${value}`),
  ].join(' · ');
