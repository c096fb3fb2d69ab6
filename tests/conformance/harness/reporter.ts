import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Reporter, TestCase, TestModule } from 'vitest/node';

type Outcome = 'passed' | 'failed' | 'skipped';

/** Fewer bodies than this are a part of them. */
const wholeRun = 500;

/** A test that did not run and does not say why has failed: its set-up did. */
const outcomeOf = (test: TestCase): Outcome => {
  const { state } = test.result();
  if (state === 'passed') return 'passed';
  return state === 'skipped' && test.meta().skip !== undefined ? 'skipped' : 'failed';
};

/** Prints failures in full, then totals by area, then every skip with its reason. */
export class ConformanceReporter implements Reporter {
  readonly #target: string;

  constructor(target: string) {
    this.#target = target;
  }

  onTestCaseResult(test: TestCase): void {
    const result = test.result();
    if (result.state !== 'failed') return;
    const text = result.errors.map((error) => `${error.message}\n${error.diff ?? ''}`).join('\n');
    process.stdout.write(`FAILED ${test.fullName}\n${text.replaceAll(/^/gm, '  ')}\n`);
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const areas = new Map<string, Record<Outcome, number>>();
    const skips: string[] = [];
    for (const module of modules) {
      const broken = [module, ...module.children.allSuites()];
      for (const suite of broken) {
        for (const error of suite.errors()) process.stdout.write(`FAILED ${module.moduleId}\n  ${error.message}\n`);
      }
      for (const test of module.children.allTests()) {
        const area = test.meta().area ?? path.basename(module.moduleId, '.test.ts');
        const count = areas.get(area) ?? { passed: 0, failed: 0, skipped: 0 };
        areas.set(area, count);
        const outcome = outcomeOf(test);
        count[outcome] += 1;
        if (outcome === 'skipped') skips.push(`${test.fullName}: ${test.meta().skip}`);
      }
    }
    const total: Record<Outcome, number> = { passed: 0, failed: 0, skipped: 0 };
    const row = (name: string, count: Record<Outcome, number>) =>
      `  ${name.padEnd(22)}${[count.passed, count.failed, count.skipped].map((n) => String(n).padStart(9)).join('')}\n`;
    let text = `\nConformance on the ${this.#target}\n  ${'area'.padEnd(22)}   passed   failed  skipped\n`;
    for (const [name, count] of [...areas].sort(([a], [b]) => a.localeCompare(b))) {
      text += row(name, count);
      for (const key of Object.keys(total) as Outcome[]) total[key] += count[key];
    }
    text += row('all', total);
    if (skips.length > 0)
      text += `Skipped on the ${this.#target}, and why:\n${skips.map((skip) => `  ${skip}\n`).join('')}`;
    const all = total.passed + total.failed + total.skipped;
    const stale = this.#target === 'simulator' ? staleDocs(areas, all) : '';
    if (stale !== '') process.exitCode = 1;
    process.stdout.write(text + stale);
  }
}

/** What docs/simulator.md should say of a whole run on the simulator, when it says something else. */
const staleDocs = (areas: ReadonlyMap<string, Record<Outcome, number>>, all: number): string => {
  const docs = readFileSync(path.resolve(import.meta.dirname, '../../../docs/simulator.md'), 'utf8');
  const list = [...areas]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, { passed, failed, skipped }]) => `${name} ${passed + failed + skipped}`);
  const due = `Bodies by area (${all} in all; a whole run on the simulator fails when this is not true):\n${list.join(', ')}.\n`;
  const inOneLine = (text: string): string => text.replaceAll(/\s+/g, ' ');
  if (all < wholeRun || inOneLine(docs).includes(inOneLine(due))) return '';
  return `FAILED docs/simulator.md should say:\n${due}`;
};
