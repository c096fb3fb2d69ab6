/** Routes of any kind, changed by a Lua script that belongs to it; what they were is kept on them (rules §5.5). */
import type { Kind, KubeObject } from '@binnacle/kube/api';
import { annotations, groupOf, sameJson, weightOf } from '../../api/index.ts';
import type { CustomNetworkRef, TrafficStrategy } from '../../api/index.ts';
import type { Reader } from '../../cluster/reader.ts';
import { mergePatch, patchOf } from '../../cluster/write.ts';
import type { Write } from '../../cluster/write.ts';
import { configuredScript } from '../configured-script.ts';
import type { RouteNames, TrafficProvider } from '../provider.ts';
import { builtInScripts } from './istio-scripts.ts';

/** What a script may change. */
interface Shape {
  spec?: object;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

interface Route {
  kind: Kind;
  object: KubeObject;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isShape = (value: unknown): value is Shape =>
  isObject(value) &&
  isObject(value['spec']) &&
  [value['labels'], value['annotations']].every((map) => map === undefined || isObject(map));

const shapeOf = (object: KubeObject): Shape => {
  const { [annotations.originalSpec]: _original, ...others } = object.metadata.annotations ?? {};
  return {
    spec: (object as Shape).spec ?? {},
    labels: object.metadata.labels ?? {},
    annotations: others,
  };
};

const originalOf = ({ metadata }: KubeObject): Shape | undefined => {
  const text = metadata.annotations?.[annotations.originalSpec];
  return text === undefined ? undefined : (JSON.parse(text) as Shape);
};

const scriptKey = ({ apiVersion, kind }: CustomNetworkRef): string => `${kind}.${groupOf(apiVersion)}`;

/** Lists are one value to a merge patch: the version makes sure that nobody else's change is lost. */
const become = ({ kind, object }: Route, shape: Shape, original: string | null): Write => {
  const { spec = {}, labels = {}, annotations: own = {} } = shape;
  const before = {
    spec: (object as Shape).spec ?? {},
    metadata: { labels: object.metadata.labels ?? {}, annotations: shapeOf(object).annotations },
  };
  const change = mergePatch(before, { spec, metadata: { labels, annotations: own } }) as { metadata?: Shape };
  return patchOf(kind, object, {
    ...change,
    metadata: {
      ...change.metadata,
      resourceVersion: object.metadata.resourceVersion,
      annotations: { ...change.metadata?.annotations, [annotations.originalSpec]: original },
    },
  });
};

export const customProvider = (
  reader: Reader,
  route: RouteNames & { namespace: string; refs: readonly CustomNetworkRef[] },
): TrafficProvider => {
  const { namespace, refs, stableService, canaryService } = route;
  const scriptOf = (ref: CustomNetworkRef): string | undefined =>
    configuredScript(reader, `lua.traffic.routing.${scriptKey(ref)}`) ?? builtInScripts[scriptKey(ref)];

  const find = (ref: CustomNetworkRef): Route | undefined => {
    const kind = reader.kindOf(ref.apiVersion, ref.kind);
    const object = kind && reader.get(kind, namespace, ref.name);
    return object && { kind, object };
  };

  const missing = (): string | undefined => {
    for (const ref of refs) {
      if (scriptOf(ref) === undefined) return `There is no Lua script for ${scriptKey(ref)}`;
      if (find(ref) === undefined) return `${ref.kind} ${namespace}/${ref.name} is missing`;
    }
    return undefined;
  };

  const wanted = (ref: CustomNetworkRef, original: Shape, strategy: TrafficStrategy): Shape | { problem: string } => {
    const weight = weightOf(strategy);
    const answer = reader.script({
      script: scriptOf(ref) ?? '',
      obj: {
        data: original,
        canaryWeight: weight ?? -1,
        stableWeight: weight === undefined ? -1 : 100 - weight,
        matches: strategy.matches ?? [],
        canaryService,
        stableService,
        requestHeaderModifier: strategy.requestHeaderModifier,
      },
    });
    const failed = `The Lua script for ${scriptKey(ref)} has failed`;
    if (answer.type === 'failed') return { problem: `${failed}: ${answer.message}` };
    return isShape(answer.value)
      ? answer.value
      : { problem: `${failed}: it must return a table with spec, and labels and annotations where there are some` };
  };

  return {
    missing,
    ensure: (strategy) => {
      const problem = missing();
      if (problem !== undefined) return { problem };
      const routes = refs.map((ref) => ({ ref, ...find(ref)! }));
      const save = routes
        .filter(({ object }) => originalOf(object) === undefined)
        .map((one) => become(one, shapeOf(one.object), JSON.stringify(shapeOf(one.object))));
      if (save.length > 0) return save;
      // All scripts before any change: one that fails leaves every route as it is.
      const results = routes.map((one) => ({ one, shape: wanted(one.ref, originalOf(one.object)!, strategy) }));
      const writes: Write[] = [];
      for (const { one, shape } of results) {
        if ('problem' in shape) return shape;
        const full = { labels: {}, annotations: {}, ...shape };
        if (sameJson(shapeOf(one.object), full)) continue;
        writes.push(become(one, full, one.object.metadata.annotations?.[annotations.originalSpec] ?? null));
      }
      return writes;
    },
    restore: () =>
      refs.flatMap((ref) => {
        const found = find(ref);
        const original = found && originalOf(found.object);
        return original === undefined ? [] : [become(found!, original, null)];
      }),
  };
};
