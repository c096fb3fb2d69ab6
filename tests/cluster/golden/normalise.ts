/** Letters and digits of generated names. */
const SAFE = '[bcdfghjklmnpqrstvwxz2456789]';

/** What differs from run to run and from machine to machine, in the order in which it is replaced. */
const patterns: readonly [RegExp, string][] = [
  [/https:\/\/127\.0\.0\.1:\d+/g, 'SERVER'],
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'UID'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, 'TIME'],
  [/[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}/g, 'TIME'],
  [/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4} UTC/g, 'TIME'],
  [new RegExp(`-${SAFE}{7,10}-${SAFE}{5}\\b`, 'g'), '-HASH-NAME'],
  [new RegExp(`-${SAFE}{7,10}\\b`, 'g'), '-HASH'],
  [new RegExp(`(pod-template-hash|controller-revision-hash)([=:" ]+)${SAFE}{6,10}\\b`, 'g'), '$1$2HASH'],
  [new RegExp(`-${SAFE}{5}\\b`, 'g'), '-NAME'],
  [/\b(worker|node)-\d\b/g, 'NODE'],
  [/\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b/g, 'IP'],
  [/(resource ?version"?: *"?)\d+/gi, '$1VERSION'],
  [/(nodePort"?: "?|NodePort:\s+\S+\s+|:)3[0-2]\d{3}\b/g, '$1PORT'],
  [/\b(\d+[dhms]){1,2}\b/g, 'AGE'],
  [/<(invalid|unknown)>/g, 'AGE'],
];

/** Output of kubectl in a form that two clusters can be compared by. Columns are as wide as they need to be: so one space. */
export const normalise = (text: string, namespace: string): string => {
  let result = text.replaceAll(namespace, 'NS');
  for (const [pattern, replacement] of patterns) result = result.replace(pattern, replacement);
  return result
    .replace(/[ \t]+/g, ' ')
    .replace(/-{4,}/g, '----')
    .replace(/ +$/gm, '');
};

/** What is compared of an output, by the word behind `>`. */
export const kept = (text: string, what: string | undefined): string => {
  switch (what) {
    case undefined:
      return text;
    case 'first':
      return text.split('\n', 1)[0] ?? '';
    case 'last':
      return text.trimEnd().split('\n').at(-1) ?? '';
    case 'exit':
      return '';
    case 'structure':
      // Fields and headings; the simulator's schemas come without prose.
      return text
        .split('\n')
        .filter((line) => /^(GROUP|KIND|VERSION|FIELD|FIELDS):|^ [\w$-]+ <\S+>( -required-)?$/.test(line))
        .join('\n');
    default:
      throw new Error(`cases.yaml: nothing is known of "> ${what}"`);
  }
};
