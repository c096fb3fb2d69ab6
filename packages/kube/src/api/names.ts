/**
 * What names, keys and label values may look like. Every check returns upstream's sentences, none when all is well.
 * Source: apimachinery `util/validation`.
 */

const DNS_LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const DNS_SUBDOMAIN = `${DNS_LABEL}(\\.${DNS_LABEL})*`;
const DNS_1035_LABEL = '[a-z]([-a-z0-9]*[a-z0-9])?';
const QUALIFIED_NAME = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const LABEL_VALUE = `(${QUALIFIED_NAME})?`;
const CONFIG_KEY = '[-._a-zA-Z0-9]+';

const whole = (pattern: string): RegExp => new RegExp(`^${pattern}$`);
const DNS_LABEL_RE = whole(DNS_LABEL);
const DNS_SUBDOMAIN_RE = whole(DNS_SUBDOMAIN);
const DNS_1035_LABEL_RE = whole(DNS_1035_LABEL);
const QUALIFIED_NAME_RE = whole(QUALIFIED_NAME);
const LABEL_VALUE_RE = whole(LABEL_VALUE);
const CONFIG_KEY_RE = whole(CONFIG_KEY);

const tooLong = (max: number): string => `must be no more than ${max} characters`;

/** Two spaces before `or`: upstream's own. */
const mismatch = (rule: string, pattern: string, examples: readonly string[]): string =>
  `${rule} (e.g. ${examples.map((e) => `'${e}'`).join(',  or ')}, regex used for validation is '${pattern}')`;

/** Names of pods' containers, namespaces, ports' host labels: lower case, digits and dashes, at most 63. */
export const dnsLabelProblems = (value: string): string[] => {
  const problems = value.length > 63 ? [tooLong(63)] : [];
  if (DNS_LABEL_RE.test(value)) return problems;
  if (DNS_SUBDOMAIN_RE.test(value)) return [...problems, 'must not contain dots'];
  const rule =
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
  return [...problems, mismatch(rule, DNS_LABEL, ['my-name', '123-abc'])];
};

/** Names of most objects: labels joined by dots, at most 253. */
export const dnsSubdomainProblems = (value: string): string[] => {
  const problems = value.length > 253 ? [tooLong(253)] : [];
  if (DNS_SUBDOMAIN_RE.test(value)) return problems;
  const rule =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
  return [...problems, mismatch(rule, DNS_SUBDOMAIN, ['example.com'])];
};

/** Names of Services: a DNS label that starts with a letter. */
export const dns1035LabelProblems = (value: string): string[] => {
  const problems = value.length > 63 ? [tooLong(63)] : [];
  if (DNS_1035_LABEL_RE.test(value)) return problems;
  const rule =
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character";
  return [...problems, mismatch(rule, DNS_1035_LABEL, ['my-name', 'abc-123'])];
};

/** Names that only must fit into one path segment: RBAC's. */
export const pathSegmentProblems = (value: string): string[] => {
  if (value === '.' || value === '..') return [`may not be '${value}'`];
  return ['/', '%'].filter((c) => value.includes(c)).map((c) => `may not contain '${c}'`);
};

const NAME_RULE =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const NAME_EXAMPLES = ['MyName', 'my.name', '123-abc'];

/** Label and annotation keys, taints, finalizers: `name` or `dns.subdomain/name`. */
export const qualifiedNameProblems = (value: string): string[] => {
  const parts = value.split('/');
  if (parts.length > 2) {
    const rule = mismatch(`a qualified name ${NAME_RULE}`, QUALIFIED_NAME, NAME_EXAMPLES);
    return [`${rule} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  }
  const name = parts.at(-1) ?? '';
  const prefix = parts.length === 2 ? parts[0] : undefined;
  const problems: string[] = [];
  if (prefix === '') problems.push('prefix part must be non-empty');
  else if (prefix !== undefined) problems.push(...dnsSubdomainProblems(prefix).map((p) => `prefix part ${p}`));
  if (name === '') problems.push('name part must be non-empty');
  else if (name.length > 63) problems.push(`name part ${tooLong(63)}`);
  if (!QUALIFIED_NAME_RE.test(name)) problems.push(mismatch(`name part ${NAME_RULE}`, QUALIFIED_NAME, NAME_EXAMPLES));
  return problems;
};

export const labelValueProblems = (value: string): string[] => {
  const problems = value.length > 63 ? [tooLong(63)] : [];
  if (LABEL_VALUE_RE.test(value)) return problems;
  return [
    ...problems,
    mismatch(`a valid label must be an empty string or consist of ${NAME_RULE.slice(16)}`, LABEL_VALUE, [
      'MyValue',
      'my_value',
      '12345',
    ]),
  ];
};

/** Keys of ConfigMaps' and Secrets' data. */
export const configKeyProblems = (value: string): string[] => {
  const problems = value.length > 253 ? [tooLong(253)] : [];
  if (!CONFIG_KEY_RE.test(value)) {
    const rule = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'";
    problems.push(mismatch(rule, CONFIG_KEY, ['key.name', 'KEY_NAME', 'key-name']));
  }
  if (value === '.' || value === '..') problems.push(`must not be '${value}'`);
  else if (value.startsWith('..')) problems.push("must not start with '..'");
  return problems;
};
