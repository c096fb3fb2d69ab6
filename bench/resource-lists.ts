import type { Measure } from './report.ts';
import { runLoad } from './load.ts';
import type { ServerProcess } from './server-process.ts';
import { served, sideBySide, type Served } from './side-by-side.ts';

const base = '/api/v1/kubernetes';
const connections = 8;
const roundMs = 1_500;

/** Kinds with many and with few objects, in namespaces and without, and a filter for each. */
const lists: Readonly<Record<string, string>> = {
  deployments: 'labelSelector=app',
  configmaps: 'keyword=root',
  events: 'type=Normal',
  nodes: 'keyword=1',
  serviceaccounts: 'fieldSelector=metadata.name%3Ddefault',
};

/** Pages of 20 of other kinds than Pods, beside the same bytes as a constant. */
export const measureLists = async (server: ServerProcess): Promise<Measure[]> => {
  const measures: Measure[] = [];
  const { authorization } = server;
  for (const [plural, filter] of Object.entries(lists)) {
    const page = `${base}/${plural}?page=1&pageSize=20`;
    const constant = await server.constant(page);
    const load = (from: string, path: string) => () =>
      served(server, () => runLoad({ base: from, authorization, paths: [path], connections, durationMs: roundMs }));
    const result = await sideBySide({
      constant: load(constant, page),
      page: load(server.url, page),
      filtered: load(server.url, `${page}&${filter}`),
    });
    // Rates are the client's limit where others hold the machine: the processor's time is what is judged.
    const measure = (work: string, { cpuMicros, requestsPerSecond }: Served, least: number): Measure => ({
      work: `page of 20 ${plural}${work}`,
      value: `${cpuMicros.toFixed(0)} µs of CPU, ${Math.round(requestsPerSecond).toLocaleString('en')} requests/s`,
      ratio: result.constant.cpuMicros / cpuMicros,
      of: `the constant's ${result.constant.cpuMicros.toFixed(0)} µs`,
      least,
    });
    measures.push(measure('', result.page, 0.4), measure(` with ${filter}`, result.filtered, 0.35));
  }
  return measures;
};
