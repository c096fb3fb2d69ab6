import { beforeEach, describe, expect, it } from 'vitest';
import {
  addTerminal,
  chooseContainer,
  closeTerminal,
  forgetTerminals,
  minimiseTerminals,
  mostTerminals,
  readTerminals,
  showTerminal,
} from './terminals.ts';

const pod = (name: string) => ({ type: 'pod', clusterId: 1, cluster: 'a', namespace: 'shop', name }) as const;
const names = (): string[] => readTerminals().tabs.map(({ target }) => target.name);
const shown = (): string | undefined =>
  readTerminals().tabs.find(({ id }) => id === readTerminals().active)?.target.name;
const idOf = (name: string): number => readTerminals().tabs.find(({ target }) => target.name === name)?.id ?? -1;

describe('terminals', () => {
  beforeEach(forgetTerminals);

  it('shows what was opened last, up to a number', () => {
    for (let i = 0; i < mostTerminals; i += 1) expect(addTerminal(pod(`p${i}`))).toBe(true);
    expect(addTerminal(pod('one-more'))).toBe(false);
    expect(shown()).toBe(`p${mostTerminals - 1}`);
  });

  it('shows the tab beside one that closes, and leaves another where it is', () => {
    for (const name of ['a', 'b', 'c']) addTerminal(pod(name));
    showTerminal(idOf('b'));
    closeTerminal(idOf('b'));
    expect({ names: names(), shown: shown() }).toEqual({ names: ['a', 'c'], shown: 'c' });
    closeTerminal(idOf('a'));
    expect(shown()).toBe('c');
    closeTerminal(idOf('c'));
    expect(names()).toEqual([]);
  });

  it('comes back from the bar when a tab is opened or chosen', () => {
    addTerminal(pod('a'));
    minimiseTerminals(true);
    addTerminal(pod('b'));
    expect(readTerminals().minimised).toBe(false);
    minimiseTerminals(true);
    showTerminal(idOf('a'));
    expect(readTerminals().minimised).toBe(false);
  });

  it('changes the container of its own tab', () => {
    addTerminal(pod('a'));
    addTerminal(pod('b'));
    chooseContainer(idOf('a'), 'sidecar');
    expect(readTerminals().tabs.map(({ target }) => target)).toEqual([{ ...pod('a'), container: 'sidecar' }, pod('b')]);
  });
});
