/**
 * `npm run gen:scenarios`: docs/spec/rollouts-scenarios.gen.md from the reports of `npm run test:releases`: each scenario
 * of the reference with its mark on both targets, and the random sequences with their seeds.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const page = path.join(root, 'docs/spec/rollouts-scenarios.gen.md');

/** Scenario ids of the reference; B54 to B59 drive a Deployment by hand. */
const last = 60;

const read = (name) => {
  const file = path.join(root, '.cache/reports', `${name}.json`);
  if (!existsSync(file)) throw new Error(`there is no ${file}: run npm run test:releases first`);
  return JSON.parse(readFileSync(file, 'utf8')).testResults.flatMap(({ assertionResults }) => assertionResults);
};

/** `rollouts: B30, B31 a CloneSet …` → its ids and the words. */
const bodyOf = ({ title, status, meta }) => {
  const [, ids = '', words = ''] = /^[^:]+: ((?:B\d+(?:, )?)*)(.*)$/.exec(title) ?? [];
  return { ids: ids.split(', ').filter((id) => id !== ''), words: words.trim(), status, skip: meta?.skip };
};

const targets = ['simulator', 'cluster'].map((name) => read(`rollouts-${name}`).map(bodyOf));
const ran = (name) => read(name).filter(({ status }) => status === 'passed' || status === 'failed');
const lines = (bodies) => bodies.map(({ title, status }) => `- ${title.replace(/^[^:]+: /, '')}: ${status}`).join('\n');

const markOf = (bodies, id) => {
  const own = bodies.filter(({ ids }) => ids.includes(id));
  if (own.length === 0) return 'not tested';
  if (own.some(({ status }) => status === 'failed')) return 'FAILED';
  const passed = own.filter(({ status }) => status === 'passed').length;
  return passed > 0 ? 'passed' : `– (${own[0].skip})`;
};

const rows = Array.from({ length: last }, (_, i) => `B${i + 1}`).map((id) => {
  const words = [
    ...new Set(
      targets
        .flat()
        .filter(({ ids }) => ids.includes(id))
        .map((body) => body.words),
    ),
  ];
  return `| ${id} | ${words.join('; ').replaceAll('|', '\\|')} | ${targets.map((bodies) => markOf(bodies, id)).join(' | ')} |`;
});
const others = [
  ...new Set(
    targets
      .flat()
      .filter(({ ids }) => ids.length === 0)
      .map(({ words }) => words),
  ),
];

writeFileSync(
  page,
  `# Scenarios

Made by \`npm run gen:scenarios\` from the reports of \`npm run test:releases\`. What a target cannot show is said instead of a mark.

| scenario | what happens | simulator | real control plane |
| --- | --- | --- | --- |
${rows.join('\n')}

Beside them: ${others.join('; ')}.

## Random sequences

Under a controller that is killed at random writes; each must end, left alone and approved, with everything put back, never too few
Pods, and not one request that nobody was there to answer.

On the simulator:

${lines(ran('rollouts-property'))}

On a real control plane, where no requests are sent:

${lines(ran('rollouts-property-cluster'))}

## Controllers that are not there

${lines(ran('rollouts-lives'))}
`,
);
process.stdout.write(`${path.relative(root, page)}\n`);
