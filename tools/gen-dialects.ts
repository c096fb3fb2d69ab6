/**
 * Writes docs/dialects/<dialect>.gen.md: every endpoint of every contract, one line each, from the tables that serve them.
 * With --check writes nothing and fails when a file differs from what it would write.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describeRoutes, type RouteDescription } from '@binnacle/server/routes';

const folder = new URL('../docs/dialects/', import.meta.url);
const check = process.argv.includes('--check');

const line = ({
  method,
  path,
  accept,
  bodyHas,
  operation,
  kind,
  access,
  effect,
  section,
}: RouteDescription): string => {
  const spelled = `${method} ${path.replace(/:(\w+)/g, '{$1}')}${accept === undefined ? '' : ` (${accept})`}${bodyHas === undefined ? '' : ` (with ${bodyHas})`}`;
  const what = kind === undefined ? operation : `${operation} ${kind}`;
  return `| \`${spelled}\` | ${what} | ${effect} | ${access} | ${section} |`;
};

const page = (dialect: string, routes: readonly RouteDescription[]): string =>
  [
    `# Endpoints: ${dialect}`,
    '',
    `Generated from \`packages/server/src\` by \`npm run gen\`: do not edit. ${routes.length} endpoints.`,
    '',
    '| endpoint | operation | effect | access | stated in |',
    '|---|---|---|---|---|',
    ...routes.map(line),
    '',
  ].join('\n');

const read = (file: URL): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
};

const routes = describeRoutes();
const stale: string[] = [];
for (const dialect of new Set(routes.map((route) => route.dialect))) {
  const name = `${dialect}.gen.md`;
  const file = new URL(name, folder);
  const text = page(
    dialect,
    routes.filter((route) => route.dialect === dialect),
  );
  if (read(file) === text) continue;
  stale.push(name);
  if (check) continue;
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, text);
}
if (check && stale.length > 0) {
  process.stderr.write(
    `docs/dialects: ${stale.join(', ')} differ from the tables: run npm run gen and commit the result.\n`,
  );
  process.exitCode = 1;
}
