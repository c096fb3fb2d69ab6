import type { WireKind } from '@binnacle/api';
import type { ObjectAddress } from '@binnacle/api/client';
import { DeleteDialog } from './delete-dialog.tsx';
import { RestartDialog } from './restart-dialog.tsx';
import { ScaleDialog } from './scale-dialog.tsx';
import type { ActionName } from './action-name.ts';

export interface ActionDialogProps {
  action: ActionName;
  kind: WireKind;
  at: ObjectAddress;
  onClose: () => void;
  /** After success, before the dialog closes. */
  onDone?: () => void;
}

/** Asks before something changes, does it, and tells the outcome. */
export function ActionDialog({ action, ...rest }: ActionDialogProps) {
  if (action === 'scale') return <ScaleDialog {...rest} />;
  if (action === 'restart') return <RestartDialog {...rest} />;
  return <DeleteDialog {...rest} />;
}
