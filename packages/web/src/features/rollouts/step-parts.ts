import type { RolloutStepSummary } from '@binnacle/api';
import type { StepState } from '@binnacle/rollouts/api';
import type { TextKey } from '../../ui/text/text-key.ts';

/** One part of a step: what the controller does in it, in order. */
export interface StepPart {
  label: TextKey;
  look: 'partDone' | 'partNow' | 'partNext';
}

const order: readonly { label: TextKey; states: readonly StepState[] }[] = [
  { label: 'rollouts.part.pods', states: ['', 'BeforeStepUpgrade', 'StepUpgrade'] },
  { label: 'rollouts.part.requests', states: ['StepTrafficRouting', 'StepMetricsAnalysis'] },
  { label: 'rollouts.part.wait', states: ['StepPaused'] },
];

/** How far a step is. A step that routes nothing has no part for it. */
export const partsOfStep = ({ traffic }: RolloutStepSummary, state: StepState): StepPart[] => {
  const parts = order.filter(({ label }) => traffic !== null || label !== 'rollouts.part.requests');
  const now = parts.findIndex(({ states }) => states.includes(state));
  // A step that is ready or completed has all of them behind it; one that passes over routing stands before the next.
  const at = now >= 0 ? now : state === 'StepReady' || state === 'Completed' ? parts.length : 1;
  return parts.map(({ label }, index) => ({
    label,
    look: index < at ? 'partDone' : index === at ? 'partNow' : 'partNext',
  }));
};
