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

/** The whole page `docs/bench.md`. */
export const toPage = (tables: string, when: Date): string => `# Measured

\`npm run bench -- list --write\` made this page on ${when.toISOString().slice(0, 10)}: ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown CPU'}, Node ${process.versions.node},
the load on the same machine. Every line comes from one run; figures move with the machine, ratios much less.

Requests are signed in and go through every check. The constant is a buffer of the page's own bytes and headers that a
bare \`node:http\` listener in the same process sends. Rates are medians of three rounds, taken in turns.

${tables}`;
