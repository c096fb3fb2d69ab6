import { expect } from 'vitest';
import type { Api } from './harness/api.ts';
import { conformance } from './harness/conformance.ts';
import { gadgets, version, whileServed } from './harness/definitions.ts';

const area = 'bad input';
const PROTOBUF = 'application/vnd.kubernetes.protobuf';

type Answer = [code: number, reason: string | undefined, message: string];

const answered = async (api: Api, call: Parameters<Api['raw']>[0]): Promise<Answer> => {
  const { status, text } = await api.raw(call);
  const { reason, message } = JSON.parse(text) as { reason?: string; message: string };
  return [status, reason, message];
};

const only: Answer = [
  406,
  'NotAcceptable',
  'only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf',
];
const patches = 'application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml';
const unsupported = (types: string): Answer => [
  415,
  'UnsupportedMediaType',
  `the body of the request was in an unknown format - accepted media types include: ${types}`,
];

const definition = (ns: string) => {
  const spec = { type: 'object', properties: { replicas: { type: 'integer' } } };
  const scale = { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' };
  return gadgets(ns, [version('v1', spec, { subresources: { status: {}, scale } })]);
};

conformance(area, 'custom resources are not had in every form', async ({ api, ns }) => {
  await whileServed({ api, ns }, definition(ns), async ({ at, gadget }) => {
    await api.post(at(), gadget('a', { spec: { replicas: 1 } }));
    const accepting = (accept: string, path: string) => answered(api, { method: 'GET', path, headers: { accept } });
    for (const path of [at(), at('a'), `${at()}?watch=1`])
      for (const accept of ['text/html', 'application/json;as=Odd', 'application/json;as=Table;v=v9;g=meta.k8s.io'])
        expect([path, accept, ...(await accepting(accept, path))]).toEqual([path, accept, ...only]);
    // A Status would be protobuf here, on a server that writes it.
    for (const path of [at(), at('a'), at('a/scale')])
      expect((await api.raw({ method: 'GET', path, headers: { accept: PROTOBUF } })).status).toBe(406);
    const either = await api.raw({
      method: 'GET',
      path: at('a'),
      headers: { accept: `${PROTOBUF}, application/json` },
    });
    expect([either.status, either.headers['content-type']]).toEqual([200, 'application/json']);
  });
});

const protobufBody = { skip: { cluster: 'kube-apiserver 1.34 breaks the connection' } };

conformance(area, 'custom resources are not read from protobuf', protobufBody, async ({ api, ns }) => {
  await whileServed({ api, ns }, definition(ns), async ({ at, gadget }) => {
    await api.post(at(), gadget('a', { spec: { replicas: 1 } }));
    const sent = { headers: { 'content-type': PROTOBUF }, body: 'k8s\u0000abc' };
    const refused = unsupported('application/json, application/yaml');
    expect(await answered(api, { method: 'POST', path: at(), ...sent })).toEqual(refused);
    for (const path of [at('a'), at('a/status')])
      expect(await answered(api, { method: 'PUT', path, ...sent })).toEqual(refused);
  });
});

conformance(area, 'custom resources are not made of anything', async ({ api, ns }) => {
  await whileServed({ api, ns }, definition(ns), async ({ at, gadget, group }) => {
    await api.post(at(), gadget('a', { spec: { replicas: 1 } }));
    const post = (body: string, type = 'application/json') =>
      answered(api, { method: 'POST', path: at(), headers: { 'content-type': type }, body });
    const unrecognized = (why: string): Answer => [
      400,
      'BadRequest',
      `the object provided is unrecognized (must be of type Gadget): ${why}`,
    ];
    const unreadable = (why: string) => unrecognized(`couldn't get version/kind; json parse error: ${why}`);
    const ofKind = JSON.stringify({ apiVersion: `${group}/v1`, kind: 'Gadget' }).slice(0, -1);
    const handled = (why: string): Answer => [
      400,
      'BadRequest',
      `Gadget in version "v1" cannot be handled as a Gadget: json: cannot unmarshal number into ${why}`,
    ];
    const rows: [string, Answer][] = [
      ['garbage', unreadable("invalid character 'g' looking for beginning of value (67617262616765)")],
      ['{"a":', unreadable('unexpected end of JSON input ({"a":)')],
      ['', unreadable('unexpected end of JSON input (<empty>)')],
      ['null', unrecognized("Object 'Kind' is missing in 'null' (6e756c6c)")],
      ['{}', unrecognized("Object 'Kind' is missing in '{}' ({})")],
      [`${ofKind},"metadata":5}`, handled('Go value of type v1.ObjectMeta')],
      [`${ofKind},"metadata":{"name":5}}`, handled('Go struct field ObjectMeta.name of type string')],
    ];
    for (const [body, expected] of rows) expect([body, ...(await post(body))]).toEqual([body, ...expected]);
    const types = `application/json, application/yaml, ${PROTOBUF}`;
    for (const type of ['text/plain', 'application/cbor', 'application/xml'])
      expect(await post('{}', type)).toEqual(unsupported(types));
    for (const type of ['application/strategic-merge-patch+json', 'text/plain', PROTOBUF])
      expect(
        await answered(api, { method: 'PATCH', path: at('a'), headers: { 'content-type': type }, body: '{}' }),
      ).toEqual(unsupported(patches));
  });
});

conformance(area, 'names of custom resources are not paths', async ({ api, ns }) => {
  await whileServed({ api, ns }, definition(ns), async ({ at, group }) => {
    const get = (rest: string) => answered(api, { method: 'GET', path: at(rest) });
    const missing: Answer = [404, 'NotFound', `gadgets.${group} "a" not found`];
    for (const rest of ['a', 'a%2Fb', 'a/nothing']) expect(await get(rest)).toEqual(missing);
    const invalid: Answer = [400, 'BadRequest', 'Name parameter invalid: "..": may not be \'..\''];
    for (const rest of ['..', '%2e%2e']) expect(await get(rest)).toEqual(invalid);
    const numbers: [string, string][] = [
      ['abc', 'invalid syntax'],
      ['-1', 'invalid syntax'],
      ['99999999999999999999', 'value out of range'],
    ];
    for (const [text, why] of numbers)
      expect(await answered(api, { method: 'GET', path: `${at()}?resourceVersion=${text}` })).toEqual([
        400,
        'BadRequest',
        `invalid resource version: resourceVersion: Invalid value: "${text}": strconv.ParseUint: parsing "${text}": ${why}`,
      ]);
  });
});
