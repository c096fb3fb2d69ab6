import type { ArithmeticExpression } from 'unbash';
import { getVariable, setVariable, ShellError, type ShellState } from './shell-state.ts';

const binary: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '**': (a, b) => a ** b,
  '<<': (a, b) => a << b,
  '>>': (a, b) => a >> b,
  '&': (a, b) => a & b,
  '|': (a, b) => a | b,
  '^': (a, b) => a ^ b,
  '<': (a, b) => Number(a < b),
  '>': (a, b) => Number(a > b),
  '<=': (a, b) => Number(a <= b),
  '>=': (a, b) => Number(a >= b),
  '==': (a, b) => Number(a === b),
  '!=': (a, b) => Number(a !== b),
  ',': (_, b) => b,
  '/': (a, b) => Math.trunc(a / nonZero(b)),
  '%': (a, b) => a % nonZero(b),
};

const nonZero = (value: number): number => {
  if (value === 0) throw new ShellError('divide by zero', 2);
  return value;
};

/** A word of an expression: a number, or a variable's value. `text` has had its expansions done. */
const valueOf = (state: ShellState, text: string, depth = 0): number => {
  const word = text.trim();
  if (word === '') return 0;
  if (/^0[0-7]+$/.test(word)) return Number.parseInt(word, 8);
  if (/^(\d+|0x[\da-f]+)$/i.test(word)) return Number(word);
  if (/^-\d+$/.test(word)) return Number(word);
  if (/^[A-Za-z_]\w*$/.test(word) && depth < 16) return valueOf(state, getVariable(state, word) ?? '', depth + 1);
  throw new ShellError(`arithmetic syntax error`, 2);
};

/** `expand` does what words need before they are read as numbers. */
export const evaluate = async (
  state: ShellState,
  expression: ArithmeticExpression | undefined,
  expand: (word: ArithmeticExpression) => Promise<string>,
): Promise<number> => {
  const run = async (node: ArithmeticExpression): Promise<number> => {
    switch (node.type) {
      case 'ArithmeticWord':
      case 'ArithmeticCommandExpansion':
        return valueOf(state, await expand(node));
      case 'ArithmeticGroup':
        return run(node.expression);
      case 'ArithmeticTernary':
        return (await run(node.test)) === 0 ? run(node.alternate) : run(node.consequent);
      case 'ArithmeticUnary':
        return unary(node.operator, node.operand, node.prefix);
      case 'ArithmeticBinary': {
        const { operator, left, right } = node;
        if (operator === '&&') return (await run(left)) === 0 ? 0 : Number((await run(right)) !== 0);
        if (operator === '||') return (await run(left)) !== 0 ? 1 : Number((await run(right)) !== 0);
        if (/^[^=!<>]?.?=$/.test(operator) && operator !== '==' && operator !== '!=' && !/^[<>]=$/.test(operator)) {
          const compute = binary[operator.slice(0, -1)];
          const value = compute === undefined ? await run(right) : compute(await run(left), await run(right));
          assign(left, value);
          return value;
        }
        const compute = binary[operator];
        if (compute === undefined) throw new ShellError('arithmetic syntax error', 2);
        return compute(await run(left), await run(right));
      }
    }
  };
  const assign = (target: ArithmeticExpression, value: number) => {
    if (target.type !== 'ArithmeticWord' || !/^[A-Za-z_]\w*$/.test(target.value))
      throw new ShellError('arithmetic syntax error', 2);
    setVariable(state, target.value, String(value));
  };
  const unary = async (operator: string, operand: ArithmeticExpression, prefix: boolean): Promise<number> => {
    const value = await run(operand);
    switch (operator) {
      case '-':
        return -value;
      case '+':
        return value;
      case '!':
        return Number(value === 0);
      case '~':
        return ~value;
      default: {
        const changed = operator === '++' ? value + 1 : value - 1;
        assign(operand, changed);
        return prefix ? changed : value;
      }
    }
  };
  return expression === undefined ? 0 : run(expression);
};
