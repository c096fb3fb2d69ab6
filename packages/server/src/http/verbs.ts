import type { VerbDescription } from '../services/access/index.ts';
import type { Operation } from '../services/operation.ts';
import { ownResourceOf, ruleOf } from './action.ts';

/** Operations on any kind of object. */
const onKinds = ['resources', 'workloads'];

/** Every operation that asks for a right, as rules speak of it. */
export const describeVerbs = (domains: object): VerbDescription[] =>
  Object.values(domains)
    .flatMap((domain: Record<string, Operation>) => Object.values(domain))
    .flatMap((operation) => {
      const rule = ruleOf(operation);
      const [noun = ''] = operation.id.split('.');
      const resource = onKinds.includes(noun) ? '*' : ownResourceOf(operation);
      return rule === undefined ? [] : [{ operation: operation.id, summary: operation.summary, ...rule, resource }];
    });
