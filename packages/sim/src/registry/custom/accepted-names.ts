/** Which of a definition's names it may have. Source: apiextensions `controller/status/naming_controller.go`. */
import type { CustomResourceDefinition, CustomResourceNames } from '@binnacle/kube/api';

export interface Naming {
  accepted: CustomResourceNames;
  /** The last conflict found; undefined when there is none. */
  conflict?: { reason: string; message: string };
}

const takenBy = (others: readonly CustomResourceDefinition[]) => {
  const names = new Set<string>();
  const kinds = new Set<string>();
  for (const { status } of others) {
    const { plural, singular, shortNames = [], kind, listKind } = status?.acceptedNames ?? { plural: '', kind: '' };
    for (const name of [plural, singular, ...shortNames]) if (name !== undefined && name !== '') names.add(name);
    for (const name of [kind, listKind]) if (name !== undefined && name !== '') kinds.add(name);
  }
  return { names, kinds };
};

/** `others`: the other definitions of the same group. */
export const acceptNames = (
  { spec, status }: CustomResourceDefinition,
  others: readonly CustomResourceDefinition[],
): Naming => {
  const { names, kinds } = takenBy(others);
  const asked = spec.names;
  const before = status?.acceptedNames ?? { plural: '', kind: '' };
  let conflict: Naming['conflict'];
  const judge = <T>(values: readonly string[], reason: string, { wanted, had, taken }: Choice<T>): T => {
    const used = values.filter((value) => taken.has(value));
    if (used.length === 0) return wanted;
    conflict = { reason, message: used.map((value) => `${JSON.stringify(value)} is already in use`).join(', ') };
    return had;
  };
  const { singular = '', shortNames = [], listKind = '' } = asked;
  const accepted = {
    plural: judge([asked.plural], 'PluralConflict', { wanted: asked.plural, had: before.plural, taken: names }),
    singular: judge([singular], 'SingularConflict', { wanted: singular, had: before.singular ?? '', taken: names }),
    shortNames: judge(shortNames, 'ShortNamesConflict', {
      wanted: shortNames,
      had: before.shortNames ?? [],
      taken: names,
    }),
    kind: judge([asked.kind], 'KindConflict', { wanted: asked.kind, had: before.kind, taken: kinds }),
    listKind: judge([listKind], 'ListKindConflict', { wanted: listKind, had: before.listKind ?? '', taken: kinds }),
    categories: asked.categories ?? [],
  };
  return { accepted: withoutEmpty(accepted), ...(conflict === undefined ? {} : { conflict }) };
};

interface Choice<T> {
  wanted: T;
  had: T;
  taken: ReadonlySet<string>;
}

const withoutEmpty = ({ plural, kind, ...rest }: Required<CustomResourceNames>): CustomResourceNames => ({
  plural,
  kind,
  ...(Object.fromEntries(Object.entries(rest).filter(([, value]) => value.length > 0)) as Partial<CustomResourceNames>),
});
