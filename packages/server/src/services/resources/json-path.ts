/** The part of Kubernetes' JSONPath that printer columns are written in. Source: `kubectl` JSONPath support. */

type Step = (values: unknown[]) => unknown[];

const fieldOf =
  (name: string): Step =>
  (values) =>
    values.flatMap((value) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, name)
        ? [(value as Record<string, unknown>)[name]]
        : [],
    );

const all: Step = (values) =>
  values.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []));

const at =
  (index: number): Step =>
  (values) =>
    values.flatMap((value) =>
      Array.isArray(value) && value.at(index) !== undefined ? [value.at(index) as unknown] : [],
    );

const where =
  (path: readonly Step[], operator: string, wanted: unknown): Step =>
  (values) =>
    values.flatMap((value) =>
      Array.isArray(value)
        ? value.filter((item: unknown) => {
            const [found] = path.reduce<unknown[]>((items, step) => step(items), [item]);
            return operator === '!=' ? found !== wanted : found === wanted;
          })
        : [],
    );

const steps: readonly [RegExp, (match: RegExpExecArray) => Step][] = [
  [/^\.?\['([^']*)'\]/, ([, name = '']) => fieldOf(name)],
  [/^\[(-?\d+)\]/, ([, index]) => at(Number(index))],
  [/^(?:\[\*\]|\.\*)/, () => all],
  [
    /^\[\?\(@((?:\.[\w-]+)+)\s*(==|!=)\s*("[^"]*"|'[^']*'|[\w.-]+)\)\]/,
    ([, path = '', operator = '', literal = '']) => where(compile(path) ?? [], operator, literalOf(literal)),
  ],
  [/^\.((?:[\w-]|\\\.|\/)+)/, ([, name = '']) => fieldOf(name.replaceAll('\\.', '.'))],
];

const literalOf = (text: string): unknown => {
  if (/^["']/.test(text)) return text.slice(1, -1);
  if (text === 'true' || text === 'false') return text === 'true';
  return Number(text);
};

const compile = (path: string): Step[] | undefined => {
  const found: Step[] = [];
  let rest = path;
  while (rest !== '') {
    const hit = steps
      .map(([pattern, make]) => ({ match: pattern.exec(rest), make }))
      .find(({ match }) => match !== null);
    if (hit?.match == null) return undefined;
    found.push(hit.make(hit.match));
    rest = rest.slice(hit.match[0].length);
  }
  return found;
};

/** What a path finds in an object; nothing for a path that is not understood. */
export const createJsonPath = (path: string): ((object: unknown) => unknown[]) => {
  const compiled = compile(path.replace(/^\{|\}$/g, '').replace(/^\$/, ''));
  return (object) =>
    compiled === undefined ? [] : compiled.reduce<unknown[]>((values, step) => step(values), [object]);
};
