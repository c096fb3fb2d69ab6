import type { ApiError } from '@binnacle/kube/api';
import { badRequest, internal, isApiError, tooLarge, unsupportedMediaType } from '@binnacle/kube/api';

/** The ApiError that any thrown value stands for. What is unexpected keeps its cause and tells the caller nothing of it. */
export const toApiError = (error: unknown, traceId: string, bodyLimit = 1 << 20): ApiError => {
  if (isApiError(error)) return error;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return tooLarge(`limit is ${bodyLimit / (1 << 20)} MiB`);
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return unsupportedMediaType(['application/json']);
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return badRequest('the body is not as long as its Content-Length');
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return badRequest('a name in the address is too long');
    case 'FST_ERR_BAD_URL':
      return badRequest('the address has a bad percent sign');
    case 'FST_ERR_CTP_EMPTY_TYPE':
    case 'FST_ERR_ROUTE_MISSING_CONTENT_TYPE':
      return unsupportedMediaType(['application/json']);
    default:
      return internal(`something unexpected happened; the server's log has it under ${traceId}`, error);
  }
};

/** The HTTP status an error is answered with. */
export const httpStatusOf = (error: ApiError): number => (error.code >= 400 && error.code <= 599 ? error.code : 500);
