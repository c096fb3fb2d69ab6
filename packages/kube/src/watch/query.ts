import {
  ApiError,
  badRequest,
  fieldEquals,
  fieldSegments,
  parseFieldSelector,
  parseLabelSelector,
  toFieldSelectorText,
  toLabelSelectorText,
} from '../api/index.ts';
import type { FieldRequirement, Kind, LabelRequirement } from '../api/index.ts';
import type { Indexes } from './indexes.ts';
import { readScalar } from './json-bytes.ts';
import { createSortOrder } from './sort-order.ts';
import type { SortOrder } from './sort-order.ts';
import type { ListQuery, Row } from './types.ts';

/** A query made ready to run. */
export interface CompiledQuery {
  /** Equal for queries that mean the same. */
  id: string;
  matches(row: Row): boolean;
  order: SortOrder;
  /** Rows that may match, by the index that leaves the fewest; all rows when none helps. */
  candidates(rows: ReadonlyMap<string, Row>, indexes: Indexes): Iterable<Row>;
}

/** Names the parameter in the message of whatever is wrong with it. */
const named = <T>(parameter: string, parse: () => T): T => {
  try {
    return parse();
  } catch (error) {
    if (error instanceof ApiError) throw badRequest(`${parameter}: ${error.message}`);
    throw error;
  }
};

/** Throws BadRequest, naming the parameter. */
export const compileQuery = (kind: Pick<Kind, 'columns'>, query: ListQuery): CompiledQuery => {
  const labels = named('labelSelector', () => parseLabelSelector(query.labelSelector ?? ''));
  const fields = named('fieldSelector', () => parseFieldSelector(query.fieldSelector ?? ''));
  const order = createSortOrder(kind, query);
  const namespaces = query.namespaces === undefined ? undefined : [...new Set(query.namespaces)].sort();
  const keyword = query.keyword?.toLowerCase() ?? '';

  const tests: ((row: Row) => boolean)[] = [];
  if (namespaces !== undefined) {
    const wanted = new Set(namespaces);
    tests.push((row) => wanted.has(row.namespace));
  }
  if (query.only !== undefined) tests.push(query.only.test);
  if (labels.requirements.length > 0) tests.push((row) => labels.matches(row.labels));
  // Names are lower case, save those of a few kinds (RBAC).
  if (keyword !== '') tests.push((row) => row.name.toLowerCase().includes(keyword));
  for (const requirement of fields.requirements) tests.push(toFieldTest(requirement));

  return {
    id: JSON.stringify([
      namespaces,
      toLabelSelectorText({ requirements: labels.requirements.map(plain) }),
      toFieldSelectorText(fields),
      keyword,
      query.only?.id,
      (query.sortBy ?? 'name').toLowerCase(),
      query.order ?? 'asc',
    ]),
    order,
    matches: (row) => tests.every((test) => test(row)),
    candidates: (rows, indexes) => {
      const keys = cheapest(rows.size, [
        ...(namespaces === undefined ? [] : [() => namespaces.map((name) => indexes.namespace().keys(name))]),
        ...labels.requirements.map((requirement) => () => labelPostings(requirement, indexes)),
        ...fields.requirements.map((requirement) => () => fieldPostings(requirement, indexes)),
      ]);
      return keys === undefined ? rows.values() : rowsOf(rows, keys);
    },
  };
};

/** `==` is another spelling of `=`. */
const plain = (requirement: LabelRequirement): LabelRequirement =>
  requirement.operator === '==' ? { ...requirement, operator: '=' } : requirement;

const toFieldTest = ({ path, operator, value }: FieldRequirement): ((row: Row) => boolean) => {
  const segments = fieldSegments(path);
  const wanted = operator === '=';
  switch (path) {
    case 'metadata.name':
      return (row) => (row.name === value) === wanted;
    case 'metadata.namespace':
      return (row) => (row.namespace === value) === wanted;
    default:
      return (row) => {
        const found = readScalar(row.bytes, segments);
        return (typeof found !== 'symbol' && fieldEquals(found, value)) === wanted;
      };
  }
};

type Postings = (ReadonlySet<string> | undefined)[];

/** Undefined where an index does not help. */
const labelPostings = (requirement: LabelRequirement, indexes: Indexes): Postings | undefined => {
  switch (requirement.operator) {
    case '=':
    case '==':
    case 'in': {
      const index = indexes.label(requirement.key);
      return requirement.values.map((value) => index.keys(value));
    }
    case 'exists':
    case 'gt':
    case 'lt':
      return [...indexes.label(requirement.key).all()];
    default:
      return undefined;
  }
};

const fieldPostings = (requirement: FieldRequirement, indexes: Indexes): Postings | undefined => {
  // What is absent equals the zero value, and an index knows only what is there.
  if (requirement.operator !== '=' || fieldEquals(undefined, requirement.value)) return undefined;
  return [indexes.field(fieldSegments(requirement.path)).keys(requirement.value)];
};

/** Few enough to test one by one rather than to build an index for. */
const few = 256;

const cheapest = (total: number, options: (() => Postings | undefined)[]): Postings | undefined => {
  let best: Postings | undefined;
  let fewest = total;
  for (const option of options) {
    if (fewest <= few) break;
    const postings = option();
    if (postings === undefined) continue;
    const count = postings.reduce((sum, keys) => sum + (keys?.size ?? 0), 0);
    if (count < fewest) {
      best = postings;
      fewest = count;
    }
  }
  return best;
};

function* rowsOf(rows: ReadonlyMap<string, Row>, postings: Postings): Iterable<Row> {
  for (const keys of postings) for (const key of keys ?? []) yield rows.get(key)!;
}
