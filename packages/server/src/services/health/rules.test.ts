import { createManualClock } from '@binnacle/kube/clock';
import { findKindByName, istioKinds, type UnstructuredObject } from '@binnacle/kube/api';
import { describe, expect, it } from 'vitest';
import { createEngine } from './engine.ts';
import { followed } from './followed.ts';
import { proxySyncKind } from './proxy-sync.ts';
import { rules } from './rules/index.ts';
import { fixtures, now } from './fixtures.ts';

const kindOf = ({ apiVersion, kind }: UnstructuredObject) => {
  const found =
    findKindByName(apiVersion, kind) ??
    [...istioKinds, proxySyncKind].find((one) => one.kind === kind && apiVersion === `${one.group}/${one.version}`);
  if (found === undefined) throw new Error(`no such kind: ${apiVersion} ${kind}`);
  return found;
};

/** `Code kind/name` of all that is found in a world of some objects. */
const findIn = async (objects: readonly UnstructuredObject[]): Promise<string[]> => {
  const engine = createEngine({ followed, rules, clock: createManualClock(now) });
  for (const { kind } of followed) engine.know(kind, true);
  for (const object of objects) {
    const { namespace = '', name, labels = {} } = object.metadata;
    engine.put(kindOf(object), { namespace, name, labels, object: () => object });
  }
  await engine.settle();
  return [...engine.all()].flat().map(({ code, kind, name }) => `${code} ${kind.kind}/${name}`);
};

describe('rules', () => {
  const codes = [...new Set(rules.map(({ code }) => code))];

  it.each(fixtures)('$code: $kind/$name', async ({ code, kind, name, bad, good }) => {
    const finding = `${code} ${kind}/${name}`;
    expect(await findIn(bad)).toContain(finding);
    expect(await findIn(good)).not.toContain(finding);
  });

  it('have a good and a bad fixture each', () => {
    const shown = new Set(fixtures.map(({ code }) => code));
    expect(codes.filter((code) => !shown.has(code))).toEqual([]);
  });

  it('are the same for every kind that has one of the same code', () => {
    for (const code of codes) {
      const same = rules.filter((rule) => rule.code === code);
      expect(
        new Set(same.map(({ severity, title, recommendation }) => JSON.stringify([severity, title, recommendation])))
          .size,
      ).toBe(1);
      expect(new Set(same.map(({ kind }) => kind)).size).toBe(same.length);
    }
  });

  it('are written down in docs/findings.md', async () => {
    const heading = ({ code }: { code: string }) => {
      const same = rules.filter((rule) => rule.code === code);
      const { severity, title, recommendation } = same[0]!;
      return `## ${code}\n\n${title}. _${severity}_, on ${same.map(({ kind }) => kind.kind).join(', ')}.\n\n${recommendation}\n`;
    };
    const page = [
      '# Findings',
      '',
      'What Binnacle looks for in clusters. A code never changes its meaning. One critical finding makes an object critical, one',
      'warning a warning; notes (info) only take a little from its score of 100: critical takes 60, warning 25, info 5.',
      '',
      'Written by `packages/server/src/services/health/rules.test.ts` from the rules; run it with `--update` after a change.',
      '',
      codes.map((code) => heading({ code })).join('\n'),
    ].join('\n');
    await expect(page).toMatchFileSnapshot('../../../../../docs/findings.md');
  });
});
