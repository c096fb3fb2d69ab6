import type { Obstacle, ReleaseAction } from '@binnacle/rollouts/api';
import type { TextKey } from '../../ui/text/text-key.ts';

export const actionWords: Readonly<Record<Exclude<ReleaseAction, 'jump'>, { label: TextKey; effect: TextKey }>> = {
  promote: { label: 'rollouts.promote', effect: 'rollouts.do.promote' },
  approve: { label: 'rollouts.approve', effect: 'rollouts.do.approve' },
  retry: { label: 'rollouts.retry', effect: 'rollouts.do.retry' },
  pause: { label: 'rollouts.pause', effect: 'rollouts.do.pause' },
  resume: { label: 'rollouts.resume', effect: 'rollouts.do.resume' },
  rollback: { label: 'rollouts.rollback', effect: 'rollouts.do.rollback' },
  undo: { label: 'rollouts.undo', effect: 'rollouts.do.undo' },
  setImage: { label: 'rollouts.setImage', effect: 'rollouts.do.setImage' },
  restart: { label: 'rollouts.restart', effect: 'rollouts.do.restart' },
  disable: { label: 'rollouts.disable', effect: 'rollouts.do.disable' },
  enable: { label: 'rollouts.enable', effect: 'rollouts.do.enable' },
};

export const obstacleWords: Readonly<Record<Obstacle, TextKey>> = {
  'nothing-released': 'rollouts.not.nothingReleased',
  'not-waiting': 'rollouts.not.notWaiting',
  'only-step': 'rollouts.not.onlyStep',
  'held-already': 'rollouts.not.heldAlready',
  'not-held': 'rollouts.not.notHeld',
  'disabled-already': 'rollouts.not.disabledAlready',
  'not-disabled': 'rollouts.not.notDisabled',
  'rolling-back-already': 'rollouts.not.rollingBack',
  terminating: 'rollouts.not.terminating',
};

/** Taken at one click; the others ask first, since they cannot be taken back as easily. */
export const atOneClick: ReadonlySet<ReleaseAction> = new Set(['promote', 'pause', 'resume', 'retry', 'enable']);
