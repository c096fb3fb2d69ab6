import type { TestExpression, Word } from 'unbash';
import { toAbsolute } from '../files/file-system.ts';
import { sizeOf, type Node } from '../files/node.ts';
import { matchesPattern } from './glob.ts';
import type { ShellState } from './shell-state.ts';

/** Where file names of tests are looked up. */
export interface TestSurroundings {
  files: ShellState['process']['files'];
  cwd: string;
  isTerminal: boolean;
}

const nodeAt = ({ files, cwd }: TestSurroundings, path: string, follow = true): Node | undefined => {
  try {
    return follow ? files.stat(toAbsolute(path, cwd)) : files.lstat(toAbsolute(path, cwd));
  } catch {
    return undefined;
  }
};

/** `-f file` and the like. Undefined for an operator that is none. */
export const testUnary = (operator: string, operand: string, around: TestSurroundings): boolean | undefined => {
  const node = () => nodeAt(around, operand);
  switch (operator) {
    case '-z':
      return operand === '';
    case '-n':
      return operand !== '';
    case '-e':
    case '-a':
      return node() !== undefined;
    case '-f':
      return ['file', 'live'].includes(node()?.type ?? '');
    case '-d':
      return node()?.type === 'directory';
    case '-L':
    case '-h':
      return nodeAt(around, operand, false)?.type === 'link';
    case '-c':
      return node()?.type === 'device';
    case '-b':
    case '-p':
    case '-S':
      return false;
    case '-s': {
      const found = node();
      return found !== undefined && sizeOf(found) > 0;
    }
    case '-r':
      return node() !== undefined;
    case '-w':
      return node() !== undefined && !around.files.mountOf(toAbsolute(operand, around.cwd)).readOnly;
    case '-x':
      return ((node()?.mode ?? 0) & 0o111) !== 0;
    case '-t':
      return around.isTerminal;
    default:
      return undefined;
  }
};

const numbers: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '-eq': (a, b) => a === b,
  '-ne': (a, b) => a !== b,
  '-lt': (a, b) => a < b,
  '-le': (a, b) => a <= b,
  '-gt': (a, b) => a > b,
  '-ge': (a, b) => a >= b,
};

/** A number that is none. */
export class BadNumber extends Error {}

const toNumber = (text: string): number => {
  if (!/^\s*[+-]?\d+\s*$/.test(text)) throw new BadNumber(`${text}: bad number`);
  return Number(text);
};

/** `a = b` and the like, without patterns. Undefined for an operator that is none. */
export const testBinary = (
  operator: string,
  [left, right]: readonly [string, string],
  around: TestSurroundings,
): boolean | undefined => {
  const compare = numbers[operator];
  if (compare !== undefined) return compare(toNumber(left), toNumber(right));
  switch (operator) {
    case '=':
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '-nt':
      return (nodeAt(around, left)?.mtime ?? -Infinity) > (nodeAt(around, right)?.mtime ?? -Infinity);
    case '-ot':
      return (nodeAt(around, left)?.mtime ?? -Infinity) < (nodeAt(around, right)?.mtime ?? -Infinity);
    case '-ef':
      return nodeAt(around, left) !== undefined && nodeAt(around, left) === nodeAt(around, right);
    default:
      return undefined;
  }
};

interface Expand {
  toText(word: Word): Promise<string>;
  toPattern(word: Word): Promise<string>;
}

/** `[[ … ]]`. */
export const evaluateTest = async (
  expression: TestExpression,
  { state, expand }: { state: ShellState; expand: Expand },
): Promise<boolean> => {
  const around = { files: state.process.files, cwd: state.cwd, isTerminal: state.process.terminal !== undefined };
  const run = async (node: TestExpression): Promise<boolean> => {
    switch (node.type) {
      case 'TestGroup':
        return run(node.expression);
      case 'TestNot':
        return (await run(node.operand)) !== (node.negations.length % 2 === 1);
      case 'TestLogical': {
        for (const operand of node.operands)
          if ((await run(operand)) !== (node.operator === '&&')) return node.operator === '||';
        return node.operator === '&&';
      }
      case 'TestUnary':
        return testUnary(node.operator, await expand.toText(node.operand), around) ?? false;
      case 'TestBinary': {
        const left = await expand.toText(node.left);
        if (['=', '==', '!='].includes(node.operator))
          return matchesPattern(left, await expand.toPattern(node.right)) !== (node.operator === '!=');
        const right = await expand.toText(node.right);
        if (node.operator === '=~') return new RegExp(right, 'u').test(left);
        return testBinary(node.operator, [left, right], around) ?? false;
      }
    }
  };
  return run(expression);
};
