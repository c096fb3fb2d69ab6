/**
 * Writes how stock kinds look in protobuf and which of their fields Go leaves out when zero, read from the sources of
 * k8s.io/api and k8s.io/apimachinery as Go modules hold them:
 *
 *   npx tsx tools/gen-wire.ts --api DIR --apimachinery DIR      (go list -m -f '{{.Dir}}' k8s.io/api …)
 *
 * `wire.gen.json`: definition → field → protobuf number. A text is a number with a mark: `*` the field is a pointer, so
 * that a zero counts; `~` a moment that is written as null when unset. A field `+definition` is embedded.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

const { values: flags } = parseArgs({ options: { api: { type: 'string' }, apimachinery: { type: 'string' } } });
if (flags.api === undefined || flags.apimachinery === undefined) {
  console.error('usage: npx tsx tools/gen-wire.ts --api DIR --apimachinery DIR');
  process.exit(2);
}

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1';
const out = path.resolve(import.meta.dirname, '../packages/sim/src/registry/schemas');
const definitions = JSON.parse(readFileSync(path.join(out, 'definitions.gen.json'), 'utf8')) as Record<string, unknown>;

type Fields = Record<string, number | string>;
const structs: Record<string, Fields> = {};
const FIELD = /^\s+(?:(\w+)\s+)?([\w.[\]*]+)\s+`json:"([^"]*)"(?:.*? protobuf:"\w+,(\d+),[^"]*")?/;

/** The definition that a Go type names, seen from a package. */
const definitionOf = (type: string, prefix: string): string => {
  const bare = type.replace(/^\*/, '');
  if (bare.startsWith('metav1.')) return `${META}.${bare.slice(7)}`;
  if (bare.startsWith('v1.')) return `io.k8s.api.core.v1.${bare.slice(3)}`;
  return `${prefix}.${bare}`;
};

const readTypes = (file: string, prefix: string): void => {
  if (!existsSync(file)) return;
  let current: Fields | undefined;
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const start = /^type (\w+) struct \{/.exec(line);
    if (start !== null) current = structs[`${prefix}.${start[1]!}`] = {};
    else if (line.startsWith('}')) current = undefined;
    const field = current === undefined ? null : FIELD.exec(line);
    if (current === undefined || field === null || field[4] === undefined) continue;
    const [, , type = '', json = '', number = ''] = field;
    const [jsonName = '', ...options] = json.split(',');
    if (jsonName === '') current[`+${definitionOf(type, prefix)}`] = Number(number);
    else if (jsonName !== '-') {
      const unsetTime =
        /^(\w+\.)?(Time|MicroTime)$/.test(type) && !type.startsWith('*') && !options.includes('omitzero');
      current[jsonName] = type.startsWith('*') ? `*${number}` : unsetTime ? `~${number}` : Number(number);
    }
  }
};

for (const group of readdirSync(flags.api))
  for (const version of ['v1', 'v2'])
    readTypes(path.join(flags.api, group, version, 'types.go'), `io.k8s.api.${group}.${version}`);
readTypes(path.join(flags.apimachinery, 'pkg/apis/meta/v1/types.go'), META);

const kept: Record<string, Fields> = {};
const keep = (name: string): void => {
  const fields = structs[name];
  if (fields === undefined || kept[name] !== undefined) return;
  kept[name] = fields;
  for (const field of Object.keys(fields)) if (field.startsWith('+')) keep(field.slice(1));
};
Object.keys(definitions).forEach(keep);
const lines = Object.entries(kept)
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([name, fields]) => `${JSON.stringify(name)}:${JSON.stringify(fields)}`);
writeFileSync(path.join(out, 'wire.gen.json'), `{\n${lines.join(',\n')}\n}\n`);
