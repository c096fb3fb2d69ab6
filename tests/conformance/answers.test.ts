import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect } from 'vitest';
import { parse } from 'yaml';
import { conformance } from './harness/conformance.ts';
import { comparable } from './harness/comparable.ts';
import type { Api } from './harness/api.ts';

/**
 * What a stock API server answers to a few hundred writes, word for word: the object as it is stored, or the Status. The
 * calls are in `answers/<area>.yaml`, the answers beside them, recorded from a real control plane with
 * `BINNACLE_RECORD=1 npm run test:cluster -- tests/conformance/answers.test.ts`. `$NS` is the body's own namespace.
 */
interface Step {
  /** `POST /path`; MERGE, JSON, STRATEGIC and APPLY are the kinds of PATCH. */
  call: string;
  /** Text is sent as it is, anything else as JSON. */
  body?: unknown;
  /** The body's media type, where it is not what the verb means. */
  type?: string;
}

interface Case {
  name: string;
  steps: Step[];
}

const folder = path.join(import.meta.dirname, 'answers');
const isRecording = process.env['BINNACLE_RECORD'] === '1';

const patchTypes: Record<string, string> = {
  MERGE: 'application/merge-patch+json',
  JSON: 'application/json-patch+json',
  STRATEGIC: 'application/strategic-merge-patch+json',
  APPLY: 'application/apply-patch+yaml',
};

const parsed = (text: string): unknown => (text.startsWith('{') ? JSON.parse(text) : text);

const send = async (api: Api, ns: string, { call, body, type: sent }: Step): Promise<unknown> => {
  const [verb = '', target = ''] = call.replaceAll('$NS', ns).split(' ');
  const kind = patchTypes[verb];
  const type = sent ?? kind;
  const reply = await api.raw({
    method: kind === undefined ? verb : 'PATCH',
    path: target,
    ...(type === undefined ? {} : { headers: { 'content-type': type } }),
    ...(kind === undefined ? {} : { query: { fieldManager: 'answers' } }),
    ...(body === undefined
      ? {}
      : { body: (typeof body === 'string' ? body : JSON.stringify(body)).replaceAll('$NS', ns) }),
  });
  const { warning } = reply.headers;
  return comparable({ code: reply.status, ...(warning && { warning }), body: parsed(reply.text) }, ns);
};

/** Removes what was made outside the namespace. */
const cleanUp = async (api: Api, ns: string, steps: readonly Step[]): Promise<void> => {
  for (const { call, body } of steps) {
    const [verb, target = ''] = call.split(' ');
    const name = (body as { metadata?: { name?: string } } | undefined)?.metadata?.name;
    if (verb === 'POST' && !target.includes('$NS') && name?.includes('$NS') === true)
      await api.delete(`${target}/${name.replaceAll('$NS', ns)}`).catch(() => {});
  }
};

for (const file of readdirSync(folder).filter((name) => name.endsWith('.yaml'))) {
  const area = path.basename(file, '.yaml');
  const recordFile = path.join(folder, `${area}.recorded.gen.json`);
  const cases = parse(readFileSync(path.join(folder, file), 'utf8')) as Case[];
  const record: Record<string, unknown[]> = isRecording
    ? {}
    : (JSON.parse(readFileSync(recordFile, 'utf8')) as Record<string, unknown[]>);
  for (const { name, steps } of cases)
    conformance('answers', `${area}: ${name}`, async ({ api, ns }) => {
      try {
        const answers: unknown[] = [];
        for (const step of steps) answers.push(await send(api, ns, step));
        if (isRecording) record[name] = answers;
        else expect(answers).toEqual(record[name]);
      } finally {
        await cleanUp(api, ns, steps);
      }
    });
  if (isRecording)
    afterAll(() => {
      const sorted = Object.fromEntries(cases.map(({ name }) => [name, record[name]]));
      writeFileSync(recordFile, `${JSON.stringify(sorted, undefined, 1)}\n`);
    });
}
