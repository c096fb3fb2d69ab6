import type { Container, Probe } from '../local/objects.ts';
import { isRunnable } from './script.ts';

export type ProbeKind = 'startup' | 'readiness' | 'liveness';

export const probeKinds: readonly ProbeKind[] = ['startup', 'readiness', 'liveness'];

/** As events name them. */
export const probeTitles: Readonly<Record<ProbeKind, string>> = {
  startup: 'Startup',
  readiness: 'Readiness',
  liveness: 'Liveness',
};

export const probeOf = (container: Container, kind: ProbeKind): Probe | undefined =>
  ({ startup: container.startupProbe, readiness: container.readinessProbe, liveness: container.livenessProbe })[kind];

/** What one probe has found so far in this run. */
export interface Finding {
  /** Since when it passes, epoch ms; Infinity while it does not. */
  passedAt: number;
  /** When it gave the container up; Infinity: it has not. */
  gaveUpAt: number;
  /** Checks in a row that had one outcome. */
  row: { passed: boolean; length: number };
}

/** By probe; only those whose command is really run. */
export type Observed = { [kind in ProbeKind]?: Finding };

/** The command of a probe that is really run in the container; the others' outcomes follow from what the process does. */
export const probeCommand = (container: Container, kind: ProbeKind): readonly string[] | undefined => {
  const command = probeOf(container, kind)?.exec?.command;
  return command !== undefined && isRunnable(container, command) ? command : undefined;
};

export const observedAtStart = (container: Container): Observed => {
  const observed: Observed = {};
  for (const kind of probeKinds)
    if (probeCommand(container, kind) !== undefined)
      observed[kind] = { passedAt: Infinity, gaveUpAt: Infinity, row: { passed: false, length: 0 } };
  return observed;
};

/** One more outcome of a probe; true when it changes what is known of the container. */
export const observe = (finding: Finding, probe: Probe, { passed, now }: { passed: boolean; now: number }): boolean => {
  const { row } = finding;
  finding.row = { passed, length: row.passed === passed ? row.length + 1 : 1 };
  const wanted = passed ? (probe.successThreshold ?? 1) : (probe.failureThreshold ?? 3);
  if (finding.row.length < wanted) return false;
  const isPassing = finding.passedAt !== Infinity;
  if (passed) {
    if (isPassing) return false;
    finding.passedAt = now;
    finding.gaveUpAt = Infinity;
    return true;
  }
  if (finding.gaveUpAt !== Infinity) return false;
  finding.passedAt = Infinity;
  finding.gaveUpAt = now;
  return true;
};
