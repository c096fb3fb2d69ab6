import type { Kind } from '@binnacle/kube/api';
import type { TSchema } from 'typebox';
import { row, type Answer, type Decoded, type Method, type Row, type WireRequest } from '../../http/row.ts';
import type { Operation } from '../../services/operation.ts';
import type { Item, Reading } from '../../services/observe/index.ts';
import { success } from './envelope.ts';
import { clusterOf, type Fields } from './fields.ts';
import { ageText, metadataOf } from './metadata.ts';

/** A read of contract 002. */
export interface Read<I, O> {
  /** More than one where the document has the endpoint in two places. */
  paths: readonly string[];
  section: string;
  operation: Operation<I, O>;
  kind?: Kind;
  parameters: TSchema;
  input: (request: WireRequest) => I;
  encode: (output: O, request: WireRequest) => Answer | Promise<Answer>;
}

/** Source: contracts/README.md, 002: every read answers to GET and to POST. */
const both: readonly Method[] = ['GET', 'POST'];

/** One read as its rows. */
export const reads = <I, O>({ paths, section, operation, kind, parameters, input, encode }: Read<I, O>): Row[] =>
  paths.flatMap((path) =>
    both.map((method) =>
      row({
        method,
        path,
        section,
        operation,
        ...(kind === undefined ? {} : { kind }),
        ...(method === 'GET' ? { query: parameters } : { body: parameters }),
        decode: (request): Decoded<I> => ({ cluster: clusterOf(request), input: input(request) }),
        encode,
      }),
    ),
  );

/** What every answer about one cluster says in Server mode. */
export const clusterFields = (request: WireRequest): Fields => {
  const name = clusterOf(request);
  return name === undefined ? {} : { cluster_name: name };
};

/** How one kind's objects are written into lists. */
type Encoder = (object: ReturnType<Item['object']>) => Fields;

/** Each object is written once, however often it is listed; only its age differs from answer to answer. */
const written = new Map<Encoder, WeakMap<object, { text: string; created: number }>>();

const writeItem = (item: Item, encode: Encoder, now: number): string => {
  let known = written.get(encode);
  if (known === undefined) written.set(encode, (known = new WeakMap()));
  let entry = known.get(item.identity);
  if (entry === undefined) {
    const object = item.object();
    const created = Date.parse(object.metadata.creationTimestamp ?? '');
    entry = { text: JSON.stringify(encode(object)).slice(0, -1), created };
    known.set(item.identity, entry);
  }
  return `${entry.text},"age":"${ageText(entry.created, now)}"}`;
};

interface ListShape {
  /** `pods`, `nodes`… */
  field: string;
  encode: Encoder;
  /** What stands beside the list. */
  beside: Fields;
  now: number;
}

/** A list as an answer, each object written at most once in its life. */
export const listAnswer = (reading: Reading<readonly Item[]>, { field, encode, beside, now }: ListShape): Answer => {
  const mark = '\u0000';
  const data = { ...beside, [field]: mark, count: reading.value.length, metadata: metadataOf(reading, now) };
  const [head = '', tail = ''] = JSON.stringify(success(data)).split(JSON.stringify(mark));
  const items = reading.value.map((item) => writeItem(item, encode, now)).join(',');
  return { type: 'json', head: `${head}[`, bytes: Buffer.from(items), tail: `]${tail}` };
};
