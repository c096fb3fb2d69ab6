/** How an Ingress class is told: by a script of the controller's ConfigMap, else by what is built in (rules §5.3). */
import { weightOf } from '../../api/index.ts';
import type { TrafficStrategy } from '../../api/index.ts';
import type { Reader } from '../../cluster/reader.ts';
import { configuredScript } from '../configured-script.ts';
import { ingressScripts } from './ingress-scripts.ts';

export type Annotations = Readonly<Record<string, string>>;

/** Annotations are text: no key of theirs makes them look like a failure. */
export interface Failure {
  failed: true;
  problem: string;
}
export type Annotate = (existing: Annotations, strategy: TrafficStrategy) => Annotations | Failure;

export const isFailure = (answer: Annotations | Failure): answer is Failure => answer['failed'] === true;

const isAnnotations = (value: unknown): value is Annotations =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((item) => typeof item === 'string');

/** Undefined for a class that neither knows. */
export const annotateFor = (
  reader: Reader,
  { classType = 'nginx', canaryService }: { classType?: string; canaryService: string },
): Annotate | undefined => {
  const script = configuredScript(reader, `lua.traffic.routing.ingress.${classType}`) ?? ingressScripts[classType];
  if (script === undefined) return undefined;
  return (existing, strategy) => {
    const { matches = [], requestHeaderModifier } = strategy;
    const weight = String(weightOf(strategy) ?? -1);
    const answer = reader.script({
      script,
      obj: { annotations: existing, weight, matches, canaryService, requestHeaderModifier },
    });
    const failed = `The Lua script for Ingress class ${classType} has failed`;
    if (answer.type === 'failed') return { failed: true, problem: `${failed}: ${answer.message}` };
    return isAnnotations(answer.value)
      ? answer.value
      : { failed: true, problem: `${failed}: it must return a table of annotations that are text` };
  };
};
