/**
 * Writes packages/sim/src/addons/istio/definitions.gen.json: Istio's resource definitions as they are published in the Go
 * module istio.io/api, structure only, no description texts.
 *
 *   go mod download -json istio.io/api@v1.31.1       # says where the module is: "Dir"
 *   node tools/gen-istio.mjs DIR/kubernetes/customresourcedefinitions.gen.yaml
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';

const groups = ['networking.istio.io', 'security.istio.io', 'telemetry.istio.io'];
const [file] = process.argv.slice(2);
if (file === undefined) {
  console.error('usage: node tools/gen-istio.mjs FILE');
  process.exit(2);
}

/** A description is text only where it is text: a property may be called so. */
const withoutTexts = (value) => {
  if (Array.isArray(value)) return value.map(withoutTexts);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, inner]) => key !== 'description' || typeof inner !== 'string')
      .map(([key, inner]) => [key, withoutTexts(inner)]),
  );
};

/** Versions share a shape, which is kept once. */
const toDefinition = ({ spec: { group, names, scope, versions } }) => {
  const shapes = new Map();
  for (const { name, served, storage, ...shape } of versions) {
    const text = JSON.stringify(withoutTexts(shape));
    shapes.set(text, [...(shapes.get(text) ?? []), { name, served, storage }]);
  }
  return { group, names, scope, shapes: [...shapes].map(([text, of]) => ({ of, shape: JSON.parse(text) })) };
};

const definitions = parseAllDocuments(readFileSync(file, 'utf8'))
  .map((document) => document.toJS())
  .filter((definition) => groups.includes(definition?.spec?.group))
  .map(toDefinition);
const out = path.resolve(import.meta.dirname, '../packages/sim/src/addons/istio/definitions.gen.json');
writeFileSync(out, `${JSON.stringify(definitions)}\n`);
console.log(`${definitions.length} definitions → ${path.relative(process.cwd(), out)}`);
