import type { Cancel, Clock } from '@binnacle/kube/clock';
import { emptyReader, type ByteWriter } from '../../streams/pipe.ts';
import { fromTime, type Container, type Pod, type Probe } from '../../local/objects.ts';
import { probeDelayMs } from '../container-run.ts';
import { probeCommand, probeKinds, probeOf, type ProbeKind } from '../observed.ts';
import { periodMs } from '../probes.ts';
import { RuntimeError, type LiveContainer } from './live-container.ts';
import { findContainer, findStatus, statusesOf } from './live-pods.ts';

/** What is kept of a check's output. Source: kubelet `maxProbeMessageLength` and its prober's limit. */
const outputBytes = 10 << 10;

export interface Outcome {
  passed: boolean;
  output: string;
}

export interface ExecProbesContext {
  clock: Clock;
  /** The Pod as it is now; undefined when it is gone. */
  find: (uid: string) => Pod | undefined;
  enter: (pod: Pod, container: string) => LiveContainer;
  /** Answers whether checking goes on. */
  onOutcome: (pod: Pod, of: { container: string; kind: ProbeKind; probe: Probe }, outcome: Outcome) => boolean;
}

/** Runs the probes that are commands, in their containers, as often as they ask for. */
export interface ExecProbes {
  /** Begins to check what runs by the Pod's status and is not checked yet. */
  onChange(pod: Pod): void;
  forget(uid: string): void;
  close(): void;
}

const capture = (): { writer: ByteWriter; text: () => string } => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  return {
    writer: {
      write: (bytes) => {
        if (size < outputBytes) chunks.push(bytes.subarray(0, outputBytes - size));
        size += bytes.length;
        // Nobody would read on: who never stops is stopped by the time limit.
        return size < outputBytes * 16 ? Promise.resolve() : new Promise(() => {});
      },
      end: () => {},
    },
    text: () => Buffer.concat(chunks).toString('utf8'),
  };
};

interface Check {
  argv: readonly string[];
  probe: Probe;
}

/** One check, within its time. */
const check = async (enter: () => LiveContainer, { argv, probe }: Check, clock: Clock): Promise<Outcome> => {
  const { writer, text } = capture();
  let live: LiveContainer;
  try {
    live = enter();
  } catch (error) {
    return { passed: false, output: String(error instanceof Error ? error.message : error) };
  }
  const started = live.start(argv, { stdin: emptyReader, stdout: writer, stderr: writer });
  let isLate = false;
  const cancel = clock.after((probe.timeoutSeconds ?? 1) * 1000, () => {
    isLate = true;
    started.kill('KILL');
  });
  try {
    const code = await started.exited;
    return isLate
      ? { passed: false, output: `command ${JSON.stringify(argv.join(' '))} timed out` }
      : { passed: code === 0, output: text() };
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error;
    return { passed: false, output: error.message };
  } finally {
    cancel();
  }
};

export const createExecProbes = ({ clock, find, enter, onOutcome }: ExecProbesContext): ExecProbes => {
  /** What is checked, by Pod, then by container, its run and the probe; with the next check. */
  const pods = new Map<string, Map<string, Cancel>>();

  const follow = (pod: Pod, container: Container, kind: ProbeKind) => {
    const uid = pod.metadata.uid ?? '';
    const probe = probeOf(container, kind);
    const argv = probeCommand(container, kind);
    const status = findStatus(pod, container.name);
    if (probe === undefined || argv === undefined || status?.state.running === undefined) return;
    const { restartCount } = status;
    const key = `${container.name}/${restartCount}/${kind}`;
    const checks = pods.get(uid) ?? new Map<string, Cancel>();
    if (checks.has(key)) return;
    pods.set(uid, checks);

    /** The Pod while this run of the container goes on. */
    const current = (): Pod | undefined => {
      const now = find(uid);
      const its = now === undefined ? undefined : findStatus(now, container.name);
      return its?.state.running !== undefined && its.restartCount === restartCount ? now : undefined;
    };
    const next = (ms: number) =>
      checks.set(
        key,
        clock.after(ms, () => void turn()),
      );
    const turn = async (): Promise<void> => {
      const at = current();
      if (at === undefined || pods.get(uid) !== checks) return void checks.delete(key);
      // Others wait until the container has started; a startup probe is done then.
      const hasStarted = findStatus(at, container.name)?.started === true;
      if (kind === 'startup' && hasStarted) return void checks.delete(key);
      if (kind !== 'startup' && !hasStarted) return void next(periodMs(probe));
      const outcome = await check(() => enter(at, container.name), { argv, probe }, clock);
      const after = current();
      if (after === undefined || pods.get(uid) !== checks) return void checks.delete(key);
      if (onOutcome(after, { container: container.name, kind, probe }, outcome)) next(periodMs(probe));
      else checks.delete(key);
    };
    const first = fromTime(status.state.running.startedAt) + probeDelayMs + (probe.initialDelaySeconds ?? 0) * 1000;
    next(Math.max(0, first - clock.now()));
  };

  const forget = (uid: string) => {
    for (const cancel of pods.get(uid)?.values() ?? []) cancel();
    pods.delete(uid);
  };

  return {
    onChange: (pod) => {
      for (const { name, state } of statusesOf(pod)) {
        if (state.running === undefined) continue;
        const container = findContainer(pod, name);
        for (const kind of probeKinds)
          if (container !== undefined && probeOf(container, kind)?.exec !== undefined) follow(pod, container, kind);
      }
    },
    forget,
    close: () => {
      for (const uid of [...pods.keys()]) forget(uid);
    },
  };
};
