import { queryText, requiredText } from '../http/query.ts';
import type { WireRequest } from '../http/row.ts';
import type { LogsInput } from '../services/pods/index.ts';
import { queryFlag, queryInteger } from './decoders.ts';

/** Source: packages/api, `GET /clusters/{id}/pods/{name}/logs`. */
export const logsInput = (request: WireRequest): LogsInput => {
  const namespace = requiredText(request, 'namespace');
  const container = queryText(request, 'container');
  const tailLines = queryInteger(request, 'tailLines');
  const sinceSeconds = queryInteger(request, 'sinceSeconds');
  return {
    namespace,
    name: request.params['name'] ?? '',
    follow: queryFlag(request, 'follow'),
    previous: queryFlag(request, 'previous'),
    timestamps: queryFlag(request, 'timestamps'),
    ...(container === undefined ? {} : { container }),
    ...(tailLines === undefined ? {} : { tailLines }),
    ...(sinceSeconds === undefined ? {} : { sinceSeconds }),
  };
};
