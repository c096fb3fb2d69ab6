import type { ObjectAddress } from '@binnacle/api/client';
import { Dialog, type DialogProps } from './dialog.tsx';
import { ManyDialog } from './many-dialog.tsx';

export interface ActionFrameProps extends Omit<DialogProps, 'at' | 'changes' | 'run'> {
  targets: readonly ObjectAddress[];
  run: (at: ObjectAddress) => Promise<unknown>;
}

/** A confirmation about one object, or about many with an outcome for each. */
export function ActionFrame({ targets, run, ...rest }: ActionFrameProps) {
  const [only] = targets;
  if (only !== undefined && targets.length === 1)
    return <Dialog {...rest} at={only} changes={only} run={() => run(only)} />;
  return <ManyDialog {...rest} targets={targets} run={run} />;
}
