import { describe, expect, it } from 'vitest';
import { parseAnsi, plainText } from './ansi.ts';

const esc = '\u001b';

describe('parseAnsi', () => {
  it('leaves plain text alone', () => {
    expect(parseAnsi('GET /cart 200')).toEqual([{ text: 'GET /cart 200' }]);
  });

  it('reads colours, weight and their ends', () => {
    expect(parseAnsi(`${esc}[1;31mERROR${esc}[22m${esc}[39m: ${esc}[92mok${esc}[0m.`)).toEqual([
      { text: 'ERROR', bold: true, colour: 1 },
      { text: ': ' },
      { text: 'ok', colour: 10 },
      { text: '.' },
    ]);
  });

  it('brings 256 and true colours to the nearest of sixteen', () => {
    expect(parseAnsi(`${esc}[38;5;196mred${esc}[38;2;10;220;30mgreen${esc}[38;5;255mwhite`)).toEqual([
      { text: 'red', colour: 1 },
      { text: 'green', colour: 2 },
      { text: 'white' },
    ]);
  });

  it('drops sequences that are no colours', () => {
    expect(parseAnsi(`a${esc}[2Kb${esc}]0;title\u0007c`)).toEqual([{ text: 'a' }, { text: 'b' }, { text: 'c' }]);
  });

  it('an empty sequence resets', () => {
    expect(parseAnsi(`${esc}[31ma${esc}[mb`)).toEqual([{ text: 'a', colour: 1 }, { text: 'b' }]);
  });
});

it('plainText is what is read', () => {
  expect(plainText(`${esc}[1;31mERROR${esc}[0m: x`)).toBe('ERROR: x');
});
