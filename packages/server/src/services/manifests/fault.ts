import { isAlias, isCollection, isMap, isPair, isScalar, type Document, type Node } from 'yaml';

/** What a manifest must not hold though YAML knows it, and where it begins. */
export interface Fault {
  offset: number;
  why: string;
}

/** Deeper than any kind of Kubernetes, schemas of custom resources included. */
const deepest = 100;

const standardTag = /^tag:yaml\.org,2002:(str|int|float|bool|null|map|seq|merge)$/;

/**
 * The first thing of a document that JSON cannot say, or says only once: keys that are given twice or are no text, tags of
 * other types, numbers that are none, references that lead nowhere or round in a circle. One pass; the parser's own check of
 * keys compares each with each.
 */
export const findFault = (document: Document.Parsed): Fault | undefined => {
  const anchors = new Set<string>();
  const open = new Set<string>();

  const visit = (node: unknown, depth: number): Fault | undefined => {
    if (isPair(node)) return visit(node.key, depth) ?? visit(node.value, depth);
    if (isAlias(node)) return faultOfAlias(node.source, offsetOf(node));
    if (!isScalar(node) && !isCollection(node)) return undefined;
    const at = (why: string): Fault => ({ offset: offsetOf(node), why });
    if (node.tag !== undefined && !standardTag.test(node.tag)) return at(`a value of type ${shortTag(node.tag)}`);
    if (node.anchor !== undefined) anchors.add(node.anchor);
    if (isScalar(node))
      return typeof node.value === 'number' && !Number.isFinite(node.value) ? at('a number that is none') : undefined;
    if (depth === deepest) return at(`nested deeper than ${deepest} levels`);
    const fault = isMap(node) ? faultOfKeys(node.items) : undefined;
    if (fault !== undefined) return fault;
    const isAnchor = node.anchor !== undefined && !open.has(node.anchor);
    if (isAnchor) open.add(node.anchor!);
    for (const item of node.items) {
      const found = visit(item, depth + 1);
      if (found !== undefined) return found;
    }
    if (isAnchor) open.delete(node.anchor!);
    return undefined;
  };

  const faultOfAlias = (source: string, offset: number): Fault | undefined => {
    if (!anchors.has(source)) return { offset, why: `there is no &${source} before *${source}` };
    return open.has(source) ? { offset, why: `*${source} holds itself` } : undefined;
  };

  return visit(document.contents, 0);
};

const faultOfKeys = (pairs: readonly { key: unknown }[]): Fault | undefined => {
  const known = new Set<string>();
  for (const { key } of pairs) {
    if (!isScalar(key)) return { offset: offsetOf(key as Node), why: 'a key must be a text' };
    const text = String(key.value);
    const why = known.has(text)
      ? 'Map keys must be unique'
      : text === '__proto__'
        ? 'the key "__proto__" is not allowed'
        : undefined;
    if (why !== undefined) return { offset: offsetOf(key), why };
    known.add(text);
  }
  return undefined;
};

const offsetOf = (node: Pick<Node, 'range'> | null): number => node?.range?.[0] ?? 0;

const shortTag = (tag: string): string => tag.replace('tag:yaml.org,2002:', '!!');
