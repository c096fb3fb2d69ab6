/**
 * `npm run test:fuzz [-- SECONDS] [SEED]`: schemathesis reads /openapi.json and sends what it makes of it to a whole server
 * before a simulated cluster. No answer may be a 5xx that is the server's own doing, nor one that the document does not state.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startServer } from '../fixtures/server.ts';
import { startSimulator } from '../fixtures/simulator.ts';

const root = path.resolve(import.meta.dirname, '../..');
const venv = path.join(root, '.cache/fuzz');
const version = '4.32.5';
const [seconds = '300', seed = '1'] = process.argv.slice(2);

interface Document {
  paths: Record<string, Record<string, { operationId: string; responses: Record<string, { content?: object }> }>>;
}

/** What would end the run's own session, take its cluster away, or never end. */
const leftOut = ({ paths }: Document): string[] =>
  Object.entries(paths).flatMap(([address, item]) =>
    Object.entries(item).flatMap(([method, { operationId, responses }]) => {
      const types = Object.keys(responses['2XX']?.content ?? {});
      const isEndless = types.length > 0 && types.every((type) => type === 'text/event-stream');
      const isOwn = /\/(auth|users)\//.test(address) && method !== 'get';
      // Addresses for people's browsers lead on to a page.
      const isPage = address.includes('/auth/providers/');
      const isCluster = /\/clusters\/\{\w+\}$/.test(address) && method !== 'get';
      return isEndless || isOwn || isPage || isCluster ? [operationId] : [];
    }),
  );

/** It leaves its notes where it runs. */
const run = async (command: string, args: string[]): Promise<number> => {
  const [code] = (await once(spawn(command, args, { stdio: 'inherit', cwd: path.join(root, '.cache') }), 'exit')) as [
    number | null,
  ];
  return code ?? 1;
};

const install = async (): Promise<void> => {
  const pinned = path.join(venv, `schemathesis-${version}`);
  if (existsSync(pinned)) return;
  if ((await run('python3', ['-m', 'venv', venv])) !== 0) throw new Error('Python 3 with venv is needed');
  const pip = ['install', '--quiet', '--only-binary', ':all:', `schemathesis==${version}`];
  if ((await run(path.join(venv, 'bin/pip'), pip)) !== 0) throw new Error('schemathesis could not be installed');
  writeFileSync(pinned, '');
};

await install();
const simulator = await startSimulator('small', 'east');
const server = await startServer([simulator.admin], { logLevel: 'info' });
try {
  const document = (await (await server.fetch('/openapi.json')).json()) as Document;
  process.exitCode = await run(path.join(venv, 'bin/schemathesis'), [
    ...['--config-file', path.join(import.meta.dirname, 'schemathesis.toml'), 'run', `${server.url}/openapi.json`],
    ...['--header', `Authorization: ${server.authorization}`],
    ...['--checks', 'not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance'],
    ...['--phases', 'coverage,fuzzing', '--max-examples', '20', '--max-time', seconds, '--seed', seed],
    ...['--request-timeout', '40', '--generation-database', 'none', '--continue-on-failure', '--no-color'],
    ...['--report', 'json', '--report-json-path', path.join(root, '.cache/reports/fuzz.json')],
    ...leftOut(document).flatMap((id) => ['--exclude-operation-id', id]),
  ]);
} finally {
  await server.close();
  await simulator.stop();
}
