import type { RolloutState } from '@binnacle/api';
import type { TextKey } from '../../ui/text/text-key.ts';
import type { Tone } from '../../ui/tone.ts';

export const stateWords: Readonly<Record<RolloutState, { label: TextKey; tone: Tone }>> = {
  initial: { label: 'rollouts.state.initial', tone: 'idle' },
  healthy: { label: 'rollouts.state.healthy', tone: 'ok' },
  starting: { label: 'rollouts.state.starting', tone: 'busy' },
  upgrading: { label: 'rollouts.state.upgrading', tone: 'busy' },
  routing: { label: 'rollouts.state.routing', tone: 'busy' },
  waiting: { label: 'rollouts.state.waiting', tone: 'warn' },
  timed: { label: 'rollouts.state.timed', tone: 'busy' },
  held: { label: 'rollouts.state.held', tone: 'warn' },
  'rolling-back': { label: 'rollouts.state.rollingBack', tone: 'busy' },
  finishing: { label: 'rollouts.state.finishing', tone: 'busy' },
  disabled: { label: 'rollouts.state.disabled', tone: 'idle' },
  terminating: { label: 'rollouts.state.terminating', tone: 'busy' },
};

export const styleWords: Readonly<Record<'canary' | 'partition' | 'blue-green', TextKey>> = {
  canary: 'rollouts.style.canary',
  partition: 'rollouts.style.partition',
  'blue-green': 'rollouts.style.blueGreen',
};

/** What people look for, in the order of the filter. */
export const stateGroups: readonly { id: string; label: TextKey; states: readonly RolloutState[] }[] = [
  { id: 'waiting', label: 'rollouts.group.waiting', states: ['waiting', 'held'] },
  {
    id: 'progressing',
    label: 'rollouts.group.progressing',
    states: ['starting', 'upgrading', 'routing', 'timed', 'finishing'],
  },
  { id: 'back', label: 'rollouts.group.back', states: ['rolling-back', 'terminating'] },
  { id: 'quiet', label: 'rollouts.group.quiet', states: ['healthy', 'initial', 'disabled'] },
];

/** How long Pods of a step may take before the page says that they do not get ready. */
const slowMs = 60_000;

/** Pods of the step that is being upgraded have not got ready for a while. */
export const isStuck = (
  { state, since, updated, ready }: { state: RolloutState; since: string | null; updated: number; ready: number },
  nowMs: number,
): boolean => state === 'upgrading' && ready < updated && since !== null && nowMs - Date.parse(since) > slowMs;
