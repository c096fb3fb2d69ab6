/** Source: Kubernetes docs, "Version priority" of custom resources. */

const PATTERN = /^v(\d+)(?:(alpha|beta)(\d+))?$/;
const stages: Readonly<Record<string, number>> = { alpha: 1, beta: 2 };

const rankOf = (version: string): readonly number[] | undefined => {
  const match = PATTERN.exec(version);
  if (match === null) return undefined;
  const [, major, stage, minor = '0'] = match;
  return [stage === undefined ? 3 : stages[stage]!, Number(major), Number(minor)];
};

/** Orders API versions, the preferred first: stable before beta before alpha, newer before older, others by name. */
export const compareVersions = (a: string, b: string): number => {
  const [left, right] = [rankOf(a), rankOf(b)];
  if (left === undefined && right === undefined) return a < b ? -1 : a > b ? 1 : 0;
  if (left === undefined) return 1;
  if (right === undefined) return -1;
  const at = left.findIndex((part, i) => part !== right[i]);
  return at < 0 ? 0 : right[at]! - left[at]!;
};
