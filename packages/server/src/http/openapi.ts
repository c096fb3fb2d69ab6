import type { TSchema } from 'typebox';
import type { Dialect, Row } from './row.ts';

type Json = Record<string, unknown>;
type Content = Record<string, Json>;

interface Described extends Json {
  responses: { '101'?: Json; '2XX': { description: string; content: Content }; default: Json };
}

/** The rows of all dialects as an OpenAPI 3.1 document. */
export const createOpenapi = (dialects: readonly Dialect[], version: string): Json => {
  const paths: Record<string, Record<string, Described>> = {};
  for (const dialect of dialects) {
    for (const row of dialect.rows) {
      const item = (paths[row.path.replace(/:(\w+)/g, '{$1}')] ??= {});
      const method = row.method.toLowerCase();
      const known = item[method];
      // Rows that differ in the media type share one entry: the first states it, the others add their answer.
      if (!known) item[method] = describe(dialect, row);
      else if (row.accept === 'websocket') known.responses['101'] = switching;
      else Object.assign(known.responses['2XX'].content, contentOf(dialect, row));
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Binnacle',
      version,
      description: 'One console and one API over every Kubernetes cluster a team runs.',
    },
    servers: [{ url: '/' }],
    tags: dialects.map(({ name, prefixes }) => ({ name, description: `Below ${prefixes.join(', ')}` })),
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        cookie: { type: 'apiKey', in: 'cookie', name: 'binnacle_session' },
      },
    },
    security: [{ bearer: [] }, { cookie: [] }],
    paths,
  };
};

const switching = { description: 'A WebSocket, for requests that ask for one' };

const json = 'application/json';

const contentOf = ({ schemas }: Dialect, { accept, media = [accept ?? json] }: Row): Content =>
  Object.fromEntries(media.map((type) => [type, type === json ? { schema: schemas.success } : {}]));

const bodyOf = ({ body, bodyStream }: Row): Json =>
  bodyStream
    ? { requestBody: { content: { 'application/octet-stream': {} } } }
    : body
      ? { requestBody: { content: { [json]: { schema: body } } } }
      : {};

const describe = (dialect: Dialect, row: Row): Described => {
  const { operation, kind, section, query } = row;
  const parameters = [...row.path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  return {
    tags: [dialect.name],
    operationId: [dialect.name, row.method.toLowerCase(), ...row.path.split(/[/:]+/).filter(Boolean)].join('_'),
    summary: kind ? `${operation.summary} (${kind.kind})` : operation.summary,
    description: `Operation ${operation.id}, access ${operation.access}. Stated in ${section}.`,
    ...(operation.access === 'public' ? { security: [] } : {}),
    parameters: [...parameters, ...(query ? queryParameters(query) : [])],
    ...bodyOf(row),
    responses: {
      '2XX': { description: 'The answer', content: contentOf(dialect, row) },
      default: {
        description: "A failure, in the contract's own envelope",
        content: { [json]: { schema: dialect.schemas.failure } },
      },
    },
  };
};

const queryParameters = (query: TSchema): Json[] => {
  const { properties = {}, required = [] } = query as { properties?: Record<string, TSchema>; required?: string[] };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
};
