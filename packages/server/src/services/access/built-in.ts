import type { Level, RoleRecord, Rule } from './types.ts';

/** Each level may do all that the ones before it may. */
export const levels: readonly Level[] = ['viewer', 'operator', 'admin'];

const everything = (level: Level): Rule => ({
  clusters: ['*'],
  namespaces: ['*'],
  resources: ['*', 'binnacle/*'],
  verbs: [level],
});

const builtIn = (name: Level, description: string): RoleRecord => ({
  name,
  description,
  builtIn: true,
  rules: [everything(name)],
});

export const builtInRoles: readonly RoleRecord[] = [
  builtIn('viewer', 'Reads everything but Secret values and credentials'),
  builtIn('operator', 'Reads, and changes what runs in clusters'),
  builtIn('admin', 'Everything: also Secret values, clusters, people, roles and the audit'),
];

/** True when a rule's verbs cover the action's, by name or by level. */
export const coversVerb = (verbs: readonly string[], { verb, level }: { verb: string; level: Level }): boolean =>
  verbs.some(
    (allowed) =>
      allowed === '*' || allowed === verb || levels.indexOf(allowed as Level) >= Math.max(0, levels.indexOf(level)),
  );
