import { isMap, isScalar, LineCounter, parseAllDocuments, type Document, type YAMLError } from 'yaml';
import { invalidField } from '../errors.ts';
import { placeBehind, rememberPlaces } from '../resources/index.ts';
import { findFault } from './fault.ts';

/** Where something is in a text, from 1. */
export interface Position {
  line: number;
  column: number;
}

/** One document of a text. */
export interface Manifest {
  position: Position;
  object: Record<string, unknown>;
  /** Where a field is, or the nearest field above it that is there: `['spec', 'replicas']`, `['spec', 'containers', 0]`. */
  at(path: readonly (string | number)[]): Position;
}

/** References in a text that may be followed: more make a small text a large object. */
const mostAliases = 100;
export const mostManifests = 500;

/** Source: YAML 1.2.2, 5.1, less what JSON may have: a text has none of these, files that are no text have many. */
// eslint-disable-next-line no-control-regex
const noText = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]/;

/** Every object of a YAML or JSON text. Throws BadRequest that says where. */
export const parseManifests = (text: string, field = 'content'): Manifest[] => {
  const lines = new LineCounter();
  const refuse = (position: Position | undefined, why: string): never => {
    const place = position === undefined ? '' : ` at line ${position.line}, column ${position.column}`;
    throw invalidField(field, `is no YAML text${place}: ${why}`);
  };
  const positionOf = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const unprintable = noText.exec(text);
  if (unprintable !== null) {
    const code = unprintable[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
    refuse(placeBehind(text.slice(0, unprintable.index)), `the character U+${code} is not allowed in a text`);
  }
  const documents = parseAllDocuments(text, {
    lineCounter: lines,
    merge: true,
    uniqueKeys: false,
    prettyErrors: true,
    logLevel: 'error',
  });
  if (!Array.isArray(documents)) return [];
  if (documents.length > mostManifests) refuse(undefined, `it has more than ${mostManifests} documents`);
  const manifests: Manifest[] = [];
  for (const document of documents) {
    const [error] = document.errors;
    if (error !== undefined) return refuse(startOf(error), plain(error));
    const position = positionOf(document.contents?.range?.[0] ?? document.range[0]);
    if (document.contents === null || (isScalar(document.contents) && document.contents.value === null)) continue;
    const fault = findFault(document);
    if (fault !== undefined) return refuse(positionOf(fault.offset), fault.why);
    const value = toValue(document, (why) => refuse(position, why));
    if (!isMap(document.contents)) return refuse(position, 'a document must be an object');
    const object = value as Record<string, unknown>;
    const at = (path: readonly (string | number)[]) => positionOf(offsetOf(document, path));
    rememberPlaces(object, at);
    manifests.push({ position, object, at });
  }
  return manifests;
};

const startOf = ({ linePos }: YAMLError): Position | undefined =>
  linePos === undefined ? undefined : { line: linePos[0].line, column: linePos[0].col };

const plain = ({ message }: YAMLError): string => {
  const [why = ''] = message.split('\n');
  // The parser goes down with the text until it cannot, and tells so.
  if (/call stack/.test(why)) return 'nested too deep';
  return why.replace(/ at line \d+, column \d+:?$/, '');
};

const toValue = (document: Document.Parsed, refuse: (why: string) => never): unknown => {
  try {
    return document.toJS({ maxAliasCount: mostAliases });
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
};

/** Of the key where there is one: that is what an editor marks. */
const offsetOf = (document: Document.Parsed, path: readonly (string | number)[]): number => {
  for (let length = path.length; length > 0; length--) {
    const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const last = path[length - 1];
    const pair = isMap(parent)
      ? parent.items.find(({ key }) => (isScalar(key) ? String(key.value) : String(key)) === String(last))
      : undefined;
    const key = pair?.key as { range?: [number, number, number] } | undefined;
    if (key?.range) return key.range[0];
    const node = document.getIn(path.slice(0, length), true) as { range?: [number, number, number] } | undefined;
    if (node?.range) return node.range[0];
  }
  return document.contents?.range?.[0] ?? 0;
};
