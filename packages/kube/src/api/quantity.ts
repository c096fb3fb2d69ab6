/**
 * Amounts such as `500m`, `1.5Gi`, `12e6`, exact down to 1n as upstream keeps them.
 * Source: apimachinery `api/resource` Quantity.
 */
import { badRequest } from './errors.ts';

/** How an amount was written, and is written again: powers of 1000, of 1024, or with an exponent. */
export type QuantityFormat = 'decimalSI' | 'binarySI' | 'decimalExponent';

export interface Quantity {
  /** In units of 10⁻⁹. */
  readonly nanos: bigint;
  readonly format: QuantityFormat;
}

const NANO = 9;
const UNIT = 10n ** 9n;
/** More digits than this cannot matter, before or after the point; larger amounts are cut. */
const DIGITS = 60;
const MAX = 10n ** BigInt(DIGITS);

const DECIMAL: readonly string[] = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];
const BINARY: readonly string[] = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

const WRONG_FORMAT = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const WRONG_SUFFIX = "unable to parse quantity's suffix";

const SHAPE = /^([+-]?)([0-9]*)(?:\.([0-9]*))?([eEinumkKMGTP]*[-+]?[0-9]*)$/;

interface Scale {
  format: QuantityFormat;
  /** Power of ten, for the decimal formats. */
  ten: number;
  /** Power of 1024, for binarySI. */
  kibi: number;
}

const scaleOf = (suffix: string): Scale => {
  const decimal = DECIMAL.indexOf(suffix);
  if (decimal >= 0) return { format: 'decimalSI', ten: decimal * 3 - NANO, kibi: 0 };
  const binary = BINARY.indexOf(suffix);
  if (binary > 0) return { format: 'binarySI', ten: 0, kibi: binary };
  const exponent = /^[eE]([-+]?[0-9]{1,9})$/.exec(suffix);
  if (exponent === null) throw badRequest(WRONG_SUFFIX);
  return { format: 'decimalExponent', ten: Number(exponent[1]), kibi: 0 };
};

/** Rounds away from zero: whoever asks for something gets something. */
const divideUp = (value: bigint, by: bigint): bigint => (value % by === 0n ? value / by : value / by + 1n);

/** The same few amounts come with every Pod and node. Within bounds. */
const known = new Map<string, Quantity>();
const mostKnown = 1000;
const longestKnown = 32;

/** Throws BadRequest with upstream's sentence. Precision beyond 1n is rounded up. */
export const parseQuantity = (text: string): Quantity => {
  let quantity = known.get(text);
  if (quantity !== undefined) return quantity;
  quantity = readQuantity(text);
  if (text.length > longestKnown) return quantity;
  if (known.size >= mostKnown) known.clear();
  known.set(text, quantity);
  return quantity;
};

const readQuantity = (text: string): Quantity => {
  const found = text === '' ? null : SHAPE.exec(text);
  if (found === null) throw badRequest(WRONG_FORMAT);
  const [, sign, whole = '', fraction = '', suffix = ''] = found;
  const { format, ten, kibi } = scaleOf(suffix);
  const digits = whole.replace(/^0+/, '');
  // The last digit stands for all that is dropped, so that rounding up still sees it.
  const dropped = /[1-9]/.test(fraction.slice(DIGITS)) ? '1' : '0';
  const decimals = fraction.length > DIGITS ? fraction.slice(0, DIGITS) + dropped : fraction;
  const amount =
    digits.length > DIGITS
      ? MAX
      : scaled(BigInt(`0${digits}${decimals}`) * 1024n ** BigInt(kibi), ten + NANO - decimals.length);
  const nanos = amount > MAX ? MAX : amount;
  const tiny = format === 'binarySI' && nanos > 0n && nanos < UNIT;
  return { nanos: sign === '-' ? -nanos : nanos, format: tiny ? 'decimalSI' : format };
};

/** `value` × 10^`power`, rounded up; bounded, because a written exponent may be anything. */
const scaled = (value: bigint, power: number): bigint => {
  if (value === 0n) return 0n;
  if (power >= 0) return power > DIGITS ? MAX : value * 10n ** BigInt(power);
  return power < -4 * DIGITS ? 1n : divideUp(value, 10n ** BigInt(-power));
};

/** Any text a Quantity is written as. */
export const isQuantity = (text: string): boolean => {
  try {
    parseQuantity(text);
    return true;
  } catch {
    return false;
  }
};

const quantityOf = (value: string | Quantity): Quantity => (typeof value === 'string' ? parseQuantity(value) : value);

/** The canonical text: no fraction, the largest suffix that keeps the value. Fractions and small amounts leave powers of 1024. */
export const formatQuantity = ({ nanos, format }: Quantity): string => {
  const sign = nanos < 0n ? '-' : '';
  const amount = nanos < 0n ? -nanos : nanos;
  if (amount === 0n) return '0';
  if (format === 'binarySI' && amount >= 1024n * UNIT && amount % UNIT === 0n) {
    const { mantissa, steps } = reduce(amount / UNIT, 1024n, BINARY.length - 1);
    return `${sign}${mantissa}${BINARY[steps]}`;
  }
  const { mantissa, steps } = reduce(amount, 1000n, format === 'decimalExponent' ? DIGITS : DECIMAL.length - 1);
  const power = steps * 3 - NANO;
  if (format === 'decimalExponent') return `${sign}${mantissa}${power === 0 ? '' : `e${power}`}`;
  return `${sign}${mantissa}${DECIMAL[steps]}`;
};

const reduce = (value: bigint, base: bigint, maxSteps: number): { mantissa: bigint; steps: number } => {
  let mantissa = value;
  let steps = 0;
  while (steps < maxSteps && mantissa % base === 0n) {
    mantissa /= base;
    steps++;
  }
  return { mantissa, steps };
};

/** `1.5Gi` → `1536Mi`, `0.5` → `500m`. */
export const canonicalQuantity = (text: string): string => formatQuantity(parseQuantity(text));

/** Negative, zero or positive, as a sort function returns it. */
export const compareQuantities = (a: string | Quantity, b: string | Quantity): number => {
  const left = quantityOf(a).nanos;
  const right = quantityOf(b).nanos;
  return left < right ? -1 : left > right ? 1 : 0;
};

/** The sum; written as the first that is not zero. */
export const addQuantities = (a: string | Quantity, b: string | Quantity): Quantity => {
  const left = quantityOf(a);
  const right = quantityOf(b);
  return { nanos: left.nanos + right.nanos, format: left.nanos === 0n ? right.format : left.format };
};

export const subtractQuantities = (a: string | Quantity, b: string | Quantity): Quantity => {
  const right = quantityOf(b);
  return addQuantities(a, { nanos: -right.nanos, format: right.format });
};

/** In whole units (bytes, cores), as a double: exact up to 2⁵³, close beyond. */
export const quantityToNumber = (value: string | Quantity): number => {
  const { nanos } = quantityOf(value);
  return Number(nanos / UNIT) + Number(nanos % UNIT) / 1e9;
};

/** In thousandths, rounded up: CPU as millicores. */
export const quantityToMilli = (value: string | Quantity): number => {
  const { nanos } = quantityOf(value);
  return Number(nanos < 0n ? -divideUp(-nanos, 10n ** 6n) : divideUp(nanos, 10n ** 6n));
};

/** Of thousandths: 1500 → `1500m`. */
export const milliQuantity = (milli: number): Quantity => ({
  nanos: BigInt(Math.round(milli)) * 10n ** 6n,
  format: 'decimalSI',
});

/** Of whole bytes: 1536 × 2²⁰ → `1536Mi`. */
export const byteQuantity = (bytes: number): Quantity => ({
  nanos: BigInt(Math.round(bytes)) * UNIT,
  format: 'binarySI',
});
