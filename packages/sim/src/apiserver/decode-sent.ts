import { apiVersionOf, badRequest, invalid, invalidField } from '@binnacle/kube/api';
import type { UnstructuredObject } from '@binnacle/kube/api';
import { definitionNameOf, isJsonObject, typed } from '../registry/index.ts';
import type { Resource } from '../registry/index.ts';
import { parseObjectBody } from './body.ts';
import type { ParsedBody } from './body.ts';
import type { ResourceCall } from './call.ts';
import type { FieldValidation } from './options.ts';

type Target = Pick<Resource, 'group' | 'version' | 'kind' | 'definition' | 'custom'>;

const goPackage = (group: string): string => (group === '' ? 'core' : group.split('.')[0]!);

/** Custom resources say what they are themselves. */
const assertCustomKind = (value: Record<string, unknown>, target: Target): void => {
  const text = JSON.stringify(value);
  const { apiVersion = '', kind } = value as Record<string, string>;
  if (typeof kind !== 'string' || kind === '')
    throw badRequest(
      `the object provided is unrecognized (must be of type ${target.kind}): Object 'Kind' is missing in '${text}' (${text.length > 30 ? `${text.slice(0, 30)} ...` : text})`,
    );
  if (apiVersion !== apiVersionOf(target))
    throw badRequest(
      `the API version in the data (${apiVersion}) does not match the expected API version (${apiVersionOf(target)})`,
    );
  if (kind !== target.kind) {
    const name = isJsonObject(value.metadata) ? value.metadata.name : undefined;
    throw invalid({ group: target.group, kind }, typeof name === 'string' ? name : '', [
      invalidField('kind', kind, `must be ${target.kind}`),
    ]);
  }
};

/** What says of what kind an object is must be text. */
const assertTextTypes = (value: Record<string, unknown>, target: Target): void => {
  for (const field of ['apiVersion', 'kind']) {
    const part = value[field];
    if (part === undefined || part === null || typeof part === 'string') continue;
    const type = Array.isArray(part) ? 'array' : typeof part === 'boolean' ? 'bool' : typeof part;
    const text = JSON.stringify(value);
    throw badRequest(
      `the object provided is unrecognized (must be of type ${target.kind}): couldn't get version/kind; json parse error: json: cannot unmarshal ${type} into Go struct field .${field} of type string (${text.length > 29 ? `${text.slice(0, 29)} ...` : text})`,
    );
  }
};

/** The object must be of the kind that the path serves; what it leaves out is taken from the path. */
const assertKind = (value: unknown, target: Target): void => {
  if (!isJsonObject(value)) return;
  assertTextTypes(value, target);
  if (target.custom !== undefined) return assertCustomKind(value, target);
  const apiVersion =
    typeof value.apiVersion === 'string' && value.apiVersion !== '' ? value.apiVersion : apiVersionOf(target);
  const kind = typeof value.kind === 'string' && value.kind !== '' ? value.kind : target.kind;
  if (apiVersion === apiVersionOf(target) && kind === target.kind) return;
  const [group, version] = apiVersion.includes('/') ? (apiVersion.split('/', 2) as [string, string]) : ['', apiVersion];
  const known = definitionNameOf({ group, version, kind }) !== undefined;
  throw badRequest(
    `${kind} in version ${JSON.stringify(version)} cannot be handled as a ${target.kind}: ` +
      (known
        ? `converting (${version}.${kind}) to (${goPackage(target.group)}.${target.kind}): unknown conversion`
        : `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)} in scheme "pkg/runtime/scheme.go:110"`),
  );
};

/** Checks a parsed body against the kind's schema, warning or refusing as the caller asked. */
export const checkSent = (
  call: Pick<ResourceCall, 'warnings'>,
  { value, duplicates }: ParsedBody,
  { target, fieldValidation }: { target: Target; fieldValidation: FieldValidation },
): UnstructuredObject => {
  assertKind(value, target);
  const strictness = { problems: [] as string[], duplicates };
  const object = typed(target, value, strictness);
  if (strictness.problems.length > 0) {
    if (fieldValidation === 'Strict')
      throw badRequest(
        `${target.kind} in version ${JSON.stringify(target.version)} cannot be handled as a ${target.kind}: strict decoding error: ${strictness.problems.join(', ')}`,
      );
    if (fieldValidation === 'Warn') call.warnings.push(...strictness.problems);
  }
  return object;
};

/** The object that the body carries. */
export const decodeSent = (
  call: ResourceCall,
  body: Buffer,
  { fieldValidation }: { fieldValidation: FieldValidation },
): UnstructuredObject => {
  const { resource } = call.info;
  const parsed = parseObjectBody(body, call.request.headers['content-type'], resource);
  return checkSent(call, parsed, { target: resource, fieldValidation });
};
