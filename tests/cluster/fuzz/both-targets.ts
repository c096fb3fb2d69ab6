import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { comparable } from '../../conformance/harness/comparable.ts';
import { eventually } from '../../conformance/harness/conformance.ts';
import { type Call, createWire, type Reply, type Wire } from '../../conformance/harness/http.ts';
import { startSimulator } from '../../fixtures/simulator.ts';

/** How many changes of each manifest are tried: $BINNACLE_FUZZ, 40 unless said. */
export const tries = Number(process.env['BINNACLE_FUZZ'] ?? 40);
/** Where the seeds begin: $BINNACLE_FUZZ_SEED, always the same unless said. */
export const firstSeed = Number(process.env['BINNACLE_FUZZ_SEED'] ?? 1);

/** The real control plane and a simulator, with a namespace of the same name in each. */
export interface BothTargets {
  ns: string;
  /** The same call to both, `$NS` in it replaced; what they answered, in a form that can be compared. */
  ask(call: Call): Promise<{ real: unknown; simulated: unknown }>;
  stop(): Promise<void>;
}

export const startBothTargets = async (): Promise<BothTargets> => {
  const simulator = await startSimulator();
  const real = createWire(inject('target').admin);
  const simulated = createWire(simulator.admin);
  const ns = `fuzz-${randomBytes(4).toString('hex')}`;
  const settle = async (wire: Wire) => {
    await wire.call({ method: 'POST', path: '/api/v1/namespaces', body: { metadata: { name: ns } } });
    await eventually(async () => {
      const { status } = await wire.call({ method: 'GET', path: `/api/v1/namespaces/${ns}/serviceaccounts/default` });
      if (status !== 200) throw new Error(`the namespace has no service account yet: ${status}`);
    }, 60_000);
  };
  await Promise.all([settle(real), settle(simulated)]);
  const send = async (wire: Wire, { body, ...call }: Call): Promise<unknown> => {
    const text = body === undefined ? {} : { body: JSON.stringify(body).replaceAll('$NS', ns) };
    return answerOf(await wire.call({ ...call, ...text, path: call.path.replace('$NS', ns) }), ns);
  };
  return {
    ns,
    ask: async (call) => {
      const asked = send(real, call).catch((error: unknown) => {
        if (!fallsOver(call, error)) throw error;
        return undefined;
      });
      const [answered, own] = await Promise.all([asked, send(simulated, call)]);
      return { real: answered ?? own, simulated: own };
    },
    stop: async () => {
      await real.call({ method: 'DELETE', path: `/api/v1/namespaces/${ns}` });
      real.close();
      simulated.close();
      await simulator.stop();
    },
  };
};

/** kube-apiserver panics over an indexed Job with a success policy and no completions: there is nothing to compare. */
const fallsOver = ({ path }: Call, error: unknown): boolean =>
  path.includes('/jobs') && error instanceof Error && error.message === 'socket hang up';

interface Answered {
  kind: string;
  message?: string;
  status?: unknown;
  details?: { causes?: { message?: string }[] };
  metadata?: { managedFields?: { manager: string; operation: string; fieldsV1: unknown }[] };
}

/** What the two tell in different words on purpose: see docs/simulator.md. */
const differently: readonly [RegExp, string][] = [
  // A whole object, its fields in the order in which Go came to them; or a patch, as it is when half of it was used up.
  [/^Invalid value: "(\{.*\}|map\[.*\])":/, 'Invalid value: OBJECT:'],
  // A part of the server's own types, whose fields have other names; an empty list, which is none here.
  [
    /^Invalid value: (null|[[{].*): (?=field is immutable|either `defaultBackend`|at least one value)/,
    'Invalid value: PART: ',
  ],
  // The names of Go's types for texts are told by the server alone.
  [/of type [[\]\w.]+$/, 'of its type'],
];

/** Which of several things wrong with a strategic patch is told depends on the order of a Go map. */
const unmergeable =
  /^(unknown patch type|list element types are not identical|invalid patch format|map: .* merge key|delete patch type)/;

/** What a refused update of a Pod shows of the fields is a dump of Go's types; its first line says why. */
const firstLine = (text: string): string => text.split('\n', 1)[0]!;

/** Of several problems the first one counts; of an object all but what controllers write, and what `fuzz` owns of it. */
const answerOf = ({ status: code, text }: Reply, ns: string): unknown => {
  // The volume of a service account's token has a name by chance.
  const body = JSON.parse(text.replaceAll(/kube-api-access-\w{5}/g, 'kube-api-access-NAME')) as Answered;
  if (body.kind !== 'Status') {
    const { status: _status, ...rest } = body;
    const owned = body.metadata?.managedFields?.filter(({ manager }) => manager === 'fuzz') ?? [];
    return comparable({ ...rest, owned: owned.map(({ operation, fieldsV1 }) => ({ operation, fieldsV1 })) }, ns);
  }
  const [cause] = body.details?.causes ?? [];
  const said = firstLine(cause?.message ?? body.message ?? '');
  if (unmergeable.test(said)) return { said: 'a patch that cannot be merged' };
  const words = differently.reduce((line, [pattern, plain]) => line.replace(pattern, plain), said);
  return comparable({ code, said: cause === undefined ? words : { ...cause, message: words } }, ns);
};
