/**
 * JSON patch as kube-apiserver applies it, which is RFC 6902 with the ways of the library it uses: replacing an absent
 * key adds it, negative indexes count from the end, copying or testing something absent finds null.
 */
import { badRequest, tooLarge, unprocessable } from '../api/errors.ts';
import { cloneJson, isJsonObject, jsonEqual, setValue, valueAt } from './json.ts';
import type { JsonObject } from './json.ts';
import { jsonTypeName } from './merge.ts';

const MAX_OPERATIONS = 10_000;

/** Copies may not make the document grow beyond this, in bytes. */
const MAX_COPIED = 3 * 1024 * 1024;

/** The operation cannot be done; kube-apiserver does not say why. */
class PatchFailure extends Error {}

/**
 * The document after all operations, or none. Throws BadRequest for a patch that is no list of operations,
 * RequestEntityTooLarge beyond 10,000 of them, and Invalid, without a reason as upstream, when one cannot be done.
 */
export const applyJsonPatch = (document: JsonObject, operations: unknown): JsonObject => {
  if (!Array.isArray(operations))
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${jsonTypeName(operations)} into Go value of type []handlers.jsonPatchOp`,
    );
  if (operations.length > MAX_OPERATIONS)
    throw tooLarge(`The allowed maximum operations in a JSON patch is ${MAX_OPERATIONS}, got ${operations.length}`);
  const root: JsonObject = { '': cloneJson(document) };
  const budget = { copied: 0 };
  try {
    for (const operation of operations) applyOperation(root, operation, budget);
  } catch (cause) {
    if (!(cause instanceof PatchFailure)) throw cause;
    throw unprocessable('the server rejected our request due to an error in our request', { cause });
  }
  const result = root[''];
  return isJsonObject(result) ? result : {};
};

const applyOperation = (root: JsonObject, operation: unknown, budget: { copied: number }): void => {
  if (!isJsonObject(operation)) throw new PatchFailure('an operation is no object');
  const { op, from, value = null } = operation;
  const isWhole = operation['path'] === '' && (op === 'replace' || op === 'test');
  const target = isWhole ? [''] : pointer(operation['path']);
  switch (op) {
    case 'add':
      return add(root, target, cloneJson(value));
    case 'replace':
      return replace(root, target, cloneJson(value));
    case 'remove':
      remove(root, target);
      return;
    case 'test':
      if (!jsonEqual(find(root, target) ?? null, value)) throw new PatchFailure('test failed');
      return;
    case 'move':
      return add(root, target, remove(root, pointer(from)));
    case 'copy': {
      const copy = cloneJson(find(root, pointer(from)) ?? null);
      budget.copied += JSON.stringify(copy).length;
      if (budget.copied > MAX_COPIED) throw new PatchFailure('copies are too large');
      return add(root, target, copy);
    }
    default:
      throw new PatchFailure(`unknown operation ${String(op)}`);
  }
};

/** The document is the member `''` of the root, which only `replace` and `test` can mean as a whole. */
const pointer = (text: unknown): string[] => {
  if (typeof text !== 'string') throw new PatchFailure('a pointer is missing');
  const [, ...segments] = text.split('/');
  // Upstream's library looks at what is behind the first slash, whatever is before it.
  if (segments.length === 0) throw new PatchFailure('a pointer has a slash');
  return ['', ...segments.map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))];
};

/** The container that the last segment is in. */
const parentOf = (root: JsonObject, path: readonly string[]): JsonObject | unknown[] => {
  let at: unknown = root;
  for (const segment of path.slice(0, -1)) at = child(at, segment);
  if (!isJsonObject(at) && !Array.isArray(at)) throw new PatchFailure('the parent does not exist');
  return at;
};

const child = (container: unknown, segment: string): unknown => {
  if (Array.isArray(container)) return container[index(segment, container.length - 1)];
  return isJsonObject(container) ? valueAt(container, segment) : undefined;
};

/** 0…`max`, or −1 for the last and so on. */
const index = (segment: string, max: number): number => {
  if (!/^-?[0-9]{1,9}$/.test(segment)) throw new PatchFailure('no index');
  const n = Number(segment);
  const at = n < 0 ? n + max + 1 : n;
  if (at < 0 || at > max) throw new PatchFailure('the index is out of bounds');
  return at;
};

const last = (path: readonly string[]): string => path.at(-1) ?? '';

const find = (root: JsonObject, path: readonly string[]): unknown => child(parentOf(root, path), last(path));

const add = (root: JsonObject, path: readonly string[], value: unknown): void => {
  const parent = parentOf(root, path);
  if (!Array.isArray(parent)) setValue(parent, last(path), value);
  else if (last(path) === '-') parent.push(value);
  else parent.splice(index(last(path), parent.length), 0, value);
};

const replace = (root: JsonObject, path: readonly string[], value: unknown): void => {
  const parent = parentOf(root, path);
  if (Array.isArray(parent)) parent[index(last(path), parent.length - 1)] = value;
  else setValue(parent, last(path), value);
};

const remove = (root: JsonObject, path: readonly string[]): unknown => {
  if (path.length === 1) throw new PatchFailure('the document itself cannot be removed');
  const parent = parentOf(root, path);
  if (Array.isArray(parent)) return parent.splice(index(last(path), parent.length - 1), 1)[0];
  const key = last(path);
  if (!Object.hasOwn(parent, key)) throw new PatchFailure('there is nothing to remove');
  const value = parent[key];
  delete parent[key];
  return value;
};
