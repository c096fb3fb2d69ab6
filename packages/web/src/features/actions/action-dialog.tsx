import type { WireKind } from '@binnacle/api';
import type { ObjectAddress } from '@binnacle/api/client';
import type { ComponentType } from 'react';
import { MoreTexts } from '../../ui/text/more-texts.tsx';
import type { ActionName } from './actions.ts';
import { DeleteDialog } from './delete-dialog.tsx';
import { DrainDialog } from './drain-dialog.tsx';
import { EvictDialog } from './evict-dialog.tsx';
import { ImageDialog } from './image-dialog.tsx';
import { LabelsDialog } from './labels-dialog.tsx';
import { RestartDialog } from './restart-dialog.tsx';
import { ScaleDialog } from './scale-dialog.tsx';
import { CordonDialog, PauseDialog, SuspendDialog } from './toggle-dialog.tsx';
import { TriggerDialog } from './trigger-dialog.tsx';

export interface TargetsProps {
  kind: WireKind;
  /** At least one. */
  targets: readonly ObjectAddress[];
  onClose: () => void;
  /** After success, before the dialog closes. */
  onDone?: (() => void) | undefined;
}

const dialogs: Readonly<Record<ActionName, ComponentType<TargetsProps>>> = {
  scale: ScaleDialog,
  restart: RestartDialog,
  image: ImageDialog,
  pause: PauseDialog,
  suspend: SuspendDialog,
  trigger: TriggerDialog,
  evict: EvictDialog,
  cordon: CordonDialog,
  drain: DrainDialog,
  labels: LabelsDialog,
  delete: DeleteDialog,
};

/** Asks before something changes, does it, and tells the outcome. */
export function ActionDialog({ action, ...rest }: TargetsProps & { action: ActionName }) {
  const Chosen = dialogs[action];
  return (
    <MoreTexts>
      <Chosen {...rest} />
    </MoreTexts>
  );
}
