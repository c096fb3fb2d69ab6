import { cpus } from 'node:os';

/** One line of a bench's table. */
export interface Measure {
  work: string;
  value: string;
  ratio?: number;
  /** What the ratio is to; a unit when it is none. */
  of?: string;
  /** The goal: the ratio must not be below or above. */
  least?: number;
  most?: number;
}

const isMet = ({ ratio = 0, least, most }: Measure): boolean =>
  (least === undefined || ratio >= least) && (most === undefined || ratio <= most);

/** True when every goal is met. */
export const allMet = (measures: readonly Measure[]): boolean => measures.every(isMet);

/** A Markdown table. */
export const toTable = (title: string, measures: readonly Measure[]): string => {
  const goal = ({ least, most }: Measure) =>
    least !== undefined ? `at least ${least}` : most !== undefined ? `at most ${most}` : '';
  const lines = measures.map((measure) => {
    const hasGoal = measure.least !== undefined || measure.most !== undefined;
    const ratio = measure.ratio === undefined ? '' : `${measure.ratio.toPrecision(3)} (${measure.of})`;
    return `| ${measure.work} | ${measure.value} | ${ratio} | ${goal(measure)} | ${hasGoal ? (isMet(measure) ? 'met' : 'missed') : ''} |`;
  });
  return [`### ${title}`, '', '| work | measured | ratio | goal | |', '|---|---|---|---|---|', ...lines, ''].join('\n');
};

const machine = (): string =>
  `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown CPU'}, Node ${process.versions.node}`;

const preamble = `# Measured

Every table comes from one run of \`npm run bench -- NAME --write\`, the load on the same machine. Figures move with the
machine, ratios much less.
`;

/** What is particular about a bench, for its part of the page. */
const notes: Readonly<Record<string, string>> = {
  list: `Requests are signed in and go through every check. The constant is a buffer of the page's own bytes and headers that a
bare \`node:http\` listener in the same process sends. Rates are medians of three rounds, taken in turns.`,
  clusters: `Every cluster is the same simulated one by another name; the silent ones accept connections and never say a word.`,
  people: `The share of the permission check is the main thread's samples within it, taken by V8's profiler every 100 µs under load, the
check of the token and the narrowing of the answer not included. Hashing is argon2id with 19 MiB and two passes.`,
  resources: `Logs and programs are those of a kubelet that keeps nothing and says 100 lines a second for each Pod, before the simulator's
API server; each line carries the moment at which it was written. Raw exec is a session of the Kubernetes client with that kubelet.
Lists are those of a real kube-apiserver at rest, or of the simulator where none is built; the constant is as for \`list\`, and the
client, a process of its own, stays awake for both, so that the kernel has none to wake on the server's time.
Scrolling is wheels, pages and jumps through the whole list, traced in Chromium.`,
  rollouts: `Deployments of 5 Pods, kwok's; grace periods are the default of 3 s. What the original needs is its median on 2 quiet cores.
kube-controller-manager compares a Deployment with every ReplicaSet of its namespace, with a Rollout and without: decision 50 says what
five hundred in one namespace cost (\`--per-namespace 500\`).`,
  sim: `The simulator runs in a process of its own, bundled as it ships. Its Pods have two containers, probes, twenty variables and
resources. Rates are medians of three rounds, taken in turns with kube-apiserver on the same objects.`,
};

/** The page with a bench's part replaced, or added at its end. */
export const withPart = (page: string, name: string, { table, when }: { table: string; when: Date }): string => {
  const parts = page.split(/^(?=## )/m).slice(1);
  const part = `## ${name}\n\n${when.toISOString().slice(0, 10)}: ${machine()}.\n\n${notes[name] ?? ''}\n\n${table}`;
  const others = parts.filter((other) => !other.startsWith(`## ${name}\n`));
  return (
    [preamble, ...[...others, part].sort().map((text) => text.trimEnd())].join('\n\n').replace(/\n{3,}/g, '\n\n') + '\n'
  );
};
