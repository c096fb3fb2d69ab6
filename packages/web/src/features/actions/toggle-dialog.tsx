import type { ObjectAddress } from '@binnacle/api/client';
import { fromThrown } from '@binnacle/api/client';
import { Checkbox } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { flagAt } from '../../resource/read-path.ts';
import type { TextKey } from '../../ui/text/text-key.ts';
import type { TargetsProps } from './action-dialog.tsx';
import { ActionFrame } from './action-frame.tsx';
import { ErrorNote, Note } from './dialog.tsx';
import { useTarget } from './use-target.ts';

/** Something that is on or off, and can be turned. */
interface Toggle {
  path: readonly string[];
  /** What can be done: to turn it on, to turn it off. */
  on: TextKey;
  off: TextKey;
  follows: Readonly<Record<'on' | 'off', TextKey>>;
  done: TextKey;
  run: (at: ObjectAddress, on: boolean) => Promise<unknown>;
}

const patchSpec = (field: string) => (at: ObjectAddress, on: boolean) =>
  client.patchObject(at, { spec: { [field]: on } });

const pause: Toggle = {
  path: ['spec', 'paused'],
  on: 'action.pause',
  off: 'action.resume',
  follows: { on: 'pause.follows', off: 'pause.resumeFollows' },
  done: 'toggle.done',
  run: patchSpec('paused'),
};
const suspend: Toggle = {
  path: ['spec', 'suspend'],
  on: 'action.suspend',
  off: 'action.unsuspend',
  follows: { on: 'suspend.follows', off: 'suspend.resumeFollows' },
  done: 'toggle.done',
  run: patchSpec('suspend'),
};
const cordon: Toggle = {
  path: ['spec', 'unschedulable'],
  on: 'action.cordon',
  off: 'action.uncordon',
  follows: { on: 'cordon.follows', off: 'cordon.uncordonFollows' },
  done: 'toggle.done',
  run: (at, on) => client.setSchedulable(at, !on),
};

/** Offers the opposite of what one object says now; of many, asks which. */
function ToggleDialog({ toggle, kind, ...rest }: TargetsProps & { toggle: Toggle }) {
  const { t } = useTranslation();
  const object = useTarget(rest.targets);
  const isMany = rest.targets.length > 1;
  const [turnOn, setTurnOn] = useState(true);
  const on = isMany ? turnOn : object.data === undefined ? true : !flagAt(object.data, ...toggle.path);
  const verb = t(on ? toggle.on : toggle.off);
  return (
    <ActionFrame
      {...rest}
      title={`${verb}: ${kind.kind}`}
      submit={verb}
      disabled={!isMany && object.data === undefined}
      run={(at) => toggle.run(at, on)}
      done={t(toggle.done, { action: verb })}
    >
      {isMany ? (
        <Checkbox
          label={t(toggle.off)}
          checked={!turnOn}
          onChange={(event) => setTurnOn(!event.currentTarget.checked)}
        />
      ) : null}
      <Note>{t(toggle.follows[on ? 'on' : 'off'])}</Note>
      {object.error === null ? null : <ErrorNote error={fromThrown(object.error)} />}
    </ActionFrame>
  );
}

export function PauseDialog(props: TargetsProps) {
  return <ToggleDialog {...props} toggle={pause} />;
}

export function SuspendDialog(props: TargetsProps) {
  return <ToggleDialog {...props} toggle={suspend} />;
}

export function CordonDialog(props: TargetsProps) {
  return <ToggleDialog {...props} toggle={cordon} />;
}
