import { healthOf, type Finding } from '../../services/health/index.ts';
import type { Fields } from './fields.ts';

/** `health_score` and `error_indicators`; null where nothing could be found out. */
export const scoreFields = (findings: readonly Finding[] | undefined): Fields => ({
  health_score: findings === undefined ? null : healthOf(findings).score,
  error_indicators: findings === undefined ? null : findings.map(issueFields),
});

/** One finding, with its stable code and its page. */
export const issueFields = ({
  code,
  severity,
  kind,
  namespace,
  name,
  message,
  title,
  recommendation,
}: Finding): Fields => ({
  code,
  severity,
  title,
  message,
  recommendation,
  object: { kind: kind.kind, ...(namespace === '' ? {} : { namespace }), name },
  documentation: documentationOf(code),
});

/** A heading of docs/findings.md. */
export const documentationOf = (code: string): string => `docs/findings.md#${code.toLowerCase()}`;

const unique = (texts: readonly string[]): string[] => [...new Set(texts)];

/** `health` of Istio's workloads and configuration. */
export const healthFields = (findings: readonly Finding[] | undefined, checkedAt: string): Fields => {
  if (findings === undefined)
    return {
      overall_score: null,
      status: 'unknown',
      component_scores: {},
      issues: [],
      recommendations: [],
      last_updated: checkedAt,
    };
  const { score, status } = healthOf(findings);
  const kinds = unique(findings.map(({ kind }) => kind.kind));
  const scoreOf = (wanted: string) => healthOf(findings.filter(({ kind }) => kind.kind === wanted)).score;
  return {
    overall_score: score,
    status,
    component_scores: Object.fromEntries(kinds.map((kind) => [kind.toLowerCase(), scoreOf(kind)])),
    issues: findings.map(issueFields),
    recommendations: unique(findings.map(({ recommendation }) => recommendation)),
    last_updated: checkedAt,
  };
};

/** `validation`: what makes it useless is an issue, the rest are warnings. */
export const validationFields = (findings: readonly Finding[] | undefined): Fields => {
  const messages = (severities: readonly string[]) =>
    (findings ?? [])
      .filter(({ severity }) => severities.includes(severity))
      .map(({ code, message }) => `${code}: ${message}`);
  const issues = messages(['critical']);
  return {
    is_valid: findings === undefined ? null : issues.length === 0,
    issues,
    warnings: messages(['warning', 'info']),
    recommendations: unique((findings ?? []).map(({ recommendation }) => recommendation)),
  };
};
