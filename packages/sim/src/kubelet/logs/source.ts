import type { Container } from '../../local/objects.ts';
import { planCommand } from '../command.ts';
import { behaviourOf } from '../images.ts';
import { toNumber } from '../identity.ts';
import { chooseStyle } from './styles.ts';

/** One line; `at` is epoch ms with a fraction. */
export interface LogLine {
  at: number;
  text: string;
}

/** The log of one run of one container. Any line can be made at any time from its number alone; none is stored. */
export interface LogSource {
  readonly restart: number;
  /** Infinity while it runs. */
  readonly endsAt: number;
  /** Undefined when the line is not written yet, or never will be. */
  line(index: number, now: number): LogLine | undefined;
  /** When the line will be written; Infinity when it will not. */
  nextAt(index: number): number;
  /** Number of the first line wanted. Lines older than the kept window are gone, as after rotation. */
  firstIndex(wanted: { now: number; tailLines?: number; since: number }): number;
  /** The same log with an end, epoch ms in whole seconds. */
  endingAt(end: number): LogSource;
}

export interface LogIdentity {
  uid: string;
  podName: string;
  container: Container;
  restart: number;
  /** Epoch ms. */
  startedAt: number;
  endedAt?: number;
  exitCode?: number;
}

/** Lines kept per container, as if the rest had been rotated away. */
const keptLines = 5_000;

/** From the start to the first line of daily work. */
const warmUpMs = 1_200;

export const createLogSource = (identity: LogIdentity): LogSource => {
  const { container, uid, restart, startedAt } = identity;
  // Statuses keep whole seconds: the end lies anywhere in the second they name, and no line of it may be lost.
  const endedAt = identity.endedAt === undefined ? Infinity : identity.endedAt + 999;
  const seed = toNumber(`${uid}/${container.name}/${restart}`);
  const plan = planCommand(container.command, container.args);
  const style = chooseStyle(container);
  const behaviour = behaviourOf(container.image);
  const context = { seed, podName: identity.podName, container: container.name };

  const first: LogLine[] =
    plan === undefined
      ? style.startup(context).map((text, i) => ({ at: startedAt + 35 + i * 47 + ((seed >>> i) % 30), text }))
      : plan.output.map(({ atMs, line }, i) => ({ at: startedAt + atMs + i / 1000, text: line }));
  const works = plan === undefined && style.everyMs !== Infinity;
  const every = style.everyMs;
  const workStart = startedAt + warmUpMs;

  /** Within its slot a line comes at a moment of its own. */
  const workAt = (k: number): number => {
    const jitter = toNumber(`${seed}/${k}/at`);
    return workStart + (k + (jitter % 900) / 1000) * every + (jitter % 997) / 1000;
  };

  /** How many lines of daily work are written before `moment`. */
  const workBefore = (moment: number): number => {
    if (!works || moment <= workStart) return 0;
    let k = Math.max(0, Math.floor((moment - workStart) / every) - 1);
    while (workAt(k) <= moment) k++;
    return k;
  };

  const shown = first.filter(({ at }) => at < endedAt - 1);
  const done = endedAt === Infinity ? Infinity : shown.length + workBefore(endedAt - 1);
  const last =
    endedAt === Infinity || plan !== undefined
      ? []
      : style
          .ending(context, identity.exitCode ?? 0, behaviour.exit?.reason === 'OOMKilled')
          .map((text, i, all) => ({ at: endedAt - (all.length - i) / 1000, text }));

  const atOf = (index: number): number => {
    if (index < shown.length) return (shown[index] as LogLine).at;
    if (index >= done) return last[index - done]?.at ?? Infinity;
    return works ? workAt(index - shown.length) : Infinity;
  };

  const countBefore = (moment: number): number => {
    if (moment >= endedAt) return done + last.length;
    const begun = shown.filter(({ at }) => at <= moment).length;
    return begun < shown.length ? begun : begun + workBefore(moment);
  };

  return {
    restart,
    endsAt: endedAt,
    nextAt: atOf,
    line: (index, now) => {
      const at = atOf(index);
      if (at > now) return undefined;
      if (index < shown.length) return shown[index];
      if (index >= done) return last[index - done];
      const k = index - shown.length;
      return { at, text: style.line({ ...context, k, at, unready: behaviour.readyAfterMs === Infinity }) };
    },
    firstIndex: ({ now, tailLines, since }) => {
      const total = countBefore(now);
      const kept = Math.max(0, total - Math.min(keptLines, tailLines ?? keptLines));
      return Math.max(kept, since <= startedAt ? 0 : countBefore(since - 1e-6));
    },
    endingAt: (end) => createLogSource({ ...identity, endedAt: end }),
  };
};
