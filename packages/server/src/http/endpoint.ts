import type { Dialect, Row } from './row.ts';
import { createCheck, type Check } from './validation.ts';
import type { ServerLog } from './log.ts';
import type { Metrics } from './metrics.ts';

/** A row made ready to be called. */
export interface Endpoint {
  row: Row;
  dialect: Dialect;
  check: Check;
  observe: ReturnType<Metrics['observe']>;
  /** Writes the line of one of its requests. */
  log: ReturnType<ServerLog['requests']>;
}

/** Rows that share a method and a path: told apart by the media type asked for, or by what is sent. */
export interface Route {
  method: Row['method'];
  path: string;
  endpoints: readonly Endpoint[];
}

/** Inputs are spelled as in code; a body that the row states may spell the same with underscores. */
const spellingOf = ({ body }: Row) => {
  const { properties = {} } = (body ?? {}) as { properties?: Record<string, unknown> };
  return (field: string): string => {
    const spelled = field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    return spelled in properties ? spelled : field;
  };
};

/** A dialect's rows as routes. Throws when two rows cannot be told apart. */
export const toRoutes = (
  dialect: Dialect,
  metrics: Pick<Metrics, 'observe'>,
  log: Pick<ServerLog, 'requests'>,
): Route[] => {
  const routes = new Map<string, { method: Row['method']; path: string; endpoints: Endpoint[] }>();
  for (const row of dialect.rows) {
    const key = `${row.method} ${row.path}`;
    const route = routes.get(key) ?? { method: row.method, path: row.path, endpoints: [] };
    if (route.endpoints.some((other) => other.row.accept === row.accept && other.row.bodyHas === row.bodyHas)) {
      throw new Error(`${dialect.name}: ${key} is stated twice`);
    }
    route.endpoints.push({
      row,
      dialect,
      check: createCheck(row.operation.input, spellingOf(row)),
      observe: metrics.observe(dialect.name, row.operation.id),
      log: log.requests({ method: row.method, route: row.path, op: row.operation.id }),
    });
    routes.set(key, route);
  }
  return [...routes.values()];
};

/** The endpoint for what the client asks for or sends; the one that wants neither a media type nor a field otherwise. */
export const chooseEndpoint = (
  { endpoints }: Route,
  { accept, upgrades, body }: { accept: string | undefined; upgrades: boolean; body?: unknown },
): Endpoint => {
  if (endpoints.length === 1) return endpoints[0]!;
  const asked = endpoints.find(({ row }) => {
    if (row.bodyHas !== undefined) return typeof body === 'object' && body !== null && row.bodyHas in body;
    if (row.accept === 'websocket') return upgrades;
    return row.accept !== undefined && !upgrades && accept?.includes(row.accept);
  });
  const plain = endpoints.find(({ row }) => row.accept === undefined && row.bodyHas === undefined);
  const chosen = asked ?? plain ?? endpoints[0];
  if (!chosen) throw new Error('a route has no endpoints');
  return chosen;
};
