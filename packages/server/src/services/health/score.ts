import type { Finding, Severity } from './types.ts';

/** What a finding of each severity takes from a score of 100. */
const weights: Readonly<Record<Severity, number>> = { critical: 60, warning: 25, info: 5 };

export type HealthStatus = 'healthy' | 'warning' | 'critical' | 'unknown';

export interface Health {
  /** 0 to 100. */
  score: number;
  status: HealthStatus;
}

/** One critical finding makes an object critical, one warning a warning; notes alone do not. */
export const healthOf = (findings: readonly Pick<Finding, 'severity'>[]): Health => {
  const taken = findings.reduce((sum, { severity }) => sum + weights[severity], 0);
  const has = (severity: Severity) => findings.some((finding) => finding.severity === severity);
  return {
    score: Math.max(0, 100 - taken),
    status: has('critical') ? 'critical' : has('warning') ? 'warning' : 'healthy',
  };
};
