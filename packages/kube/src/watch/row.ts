import type { Cell, Kind, UnstructuredObject } from '../api/index.ts';
import type { Row } from './types.ts';

/** Longer text is rarely shared. */
const maxSharedLength = 64;
const maxTexts = 50_000;
/** Sets are many where each object has a label of its own (Pods of a StatefulSet); those are not worth keeping. */
const maxLabelSets = 4096;

/** Keeps one copy of text and label sets that many objects carry. Forgets all when full, which only costs sharing. */
const createInterner = () => {
  const texts = new Map<string, string>();
  const labelSets = new Map<string, Readonly<Record<string, string>>>();

  const text = (value: string): string => {
    if (value.length > maxSharedLength) return value;
    const known = texts.get(value);
    if (known !== undefined) return known;
    if (texts.size >= maxTexts) texts.clear();
    texts.set(value, value);
    return value;
  };

  return {
    text,
    labels: (labels: Readonly<Record<string, string>> | undefined): Readonly<Record<string, string>> => {
      if (labels === undefined || labels === null) return noLabels;
      let id = '';
      for (const key in labels) id += `${key}\0${labels[key]}\0`;
      const known = labelSets.get(id);
      if (known !== undefined) return known;
      const shared: Record<string, string> = {};
      for (const key in labels) shared[text(key)] = text(labels[key]!);
      if (labelSets.size >= maxLabelSets) labelSets.clear();
      labelSets.set(id, shared);
      return shared;
    },
  };
};

const noLabels: Readonly<Record<string, string>> = Object.freeze({});

export const rowKey = (namespace: string, name: string): string => (namespace === '' ? name : `${namespace}/${name}`);

/** Makes rows of one kind; the object is parsed once, here. Throws SyntaxError when the bytes are not JSON. */
export const createRowReader = (kind: Pick<Kind, 'columns'>): ((bytes: Buffer) => Row) => {
  const interner = createInterner();
  const { columns } = kind;

  const cell = (index: number, object: UnstructuredObject): Cell => {
    try {
      const value = columns[index]!.value(object);
      return typeof value === 'string' ? interner.text(value) : value;
    } catch {
      // An object of an unexpected shape (a custom resource's older version) must not take the list down with it.
      return null;
    }
  };

  return (bytes) => {
    const object = JSON.parse(bytes.toString('utf8')) as UnstructuredObject;
    const { metadata } = object;
    const namespace = interner.text(metadata.namespace ?? '');
    const cells: Cell[] = new Array<Cell>(columns.length);
    for (let i = 0; i < columns.length; i += 1) cells[i] = cell(i, object);
    return {
      key: rowKey(namespace, metadata.name),
      namespace,
      name: metadata.name,
      uid: metadata.uid ?? '',
      resourceVersion: metadata.resourceVersion ?? '',
      created: Date.parse(metadata.creationTimestamp ?? '') || 0,
      labels: interner.labels(metadata.labels),
      cells,
      bytes,
    };
  };
};
