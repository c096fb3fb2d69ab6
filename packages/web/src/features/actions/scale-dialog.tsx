import { fromThrown } from '@binnacle/api/client';
import { NumberInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { numberAt } from '../../resource/read-path.ts';
import { useErrorText } from '../../ui/states.tsx';
import type { TextKey } from '../../ui/text/text-key.ts';
import type { TargetsProps } from './action-dialog.tsx';
import { ActionFrame } from './action-frame.tsx';
import { ConfirmName } from './confirm-name.tsx';
import { Note } from './dialog.tsx';
import classes from './dialog.module.css';
import { ProductionNote, useProduction } from './production-note.tsx';
import { parseReplicas, type ReplicasProblem } from './replicas.ts';
import { useTarget } from './use-target.ts';

const problems: Readonly<Record<ReplicasProblem, TextKey>> = {
  missing: 'scale.missing',
  notWhole: 'scale.notWhole',
  negative: 'scale.negative',
  tooLarge: 'scale.tooLarge',
};

/** The number asked for, beside the present one of a single object, which is read afresh. */
export function ScaleDialog({ kind, ...rest }: TargetsProps) {
  const { t } = useTranslation();
  const textOf = useErrorText();
  const { targets } = rest;
  const isMany = targets.length > 1;
  const [typed, setTyped] = useState<string | number>();
  const [confirmed, setConfirmed] = useState('');
  const object = useTarget(targets);
  const current =
    object.data === undefined
      ? undefined
      : (numberAt(object.data, 'spec', 'replicas') ?? numberAt(object.data, 'spec', 'parallelism') ?? 1);
  const value = typed ?? current ?? '';
  const result = parseReplicas(value);
  const replicas = 'replicas' in result ? result.replicas : undefined;
  const toZero = replicas === 0 && current !== 0;
  const clusterId = targets[0]?.clusterId ?? 0;
  const production = useProduction(clusterId);
  const asksName = production !== undefined && toZero;
  const word = isMany ? (production ?? '') : (targets[0]?.name ?? '');
  const known = isMany || current !== undefined;
  return (
    <ActionFrame
      {...rest}
      title={t('scale.title', { kind: kind.kind })}
      submit={toZero ? t('scale.submitZero') : t('action.scale')}
      danger={toZero}
      disabled={
        replicas === undefined || !known || (!isMany && replicas === current) || (asksName && confirmed !== word)
      }
      run={(at) => client.scale(at, replicas ?? 0)}
      done={t('scale.done', { replicas: replicas ?? 0 })}
    >
      {isMany ? null : (
        <div className={classes.change} aria-live="polite">
          <span>{current ?? '…'}</span>
          <small>→</small>
          <span>{replicas ?? '?'}</span>
          <small>{t('scale.replicas')}</small>
        </div>
      )}
      <NumberInput
        label={t('scale.label')}
        value={value}
        onChange={setTyped}
        min={0}
        allowDecimal={false}
        allowNegative={false}
        clampBehavior="none"
        error={'problem' in result && known && typed !== undefined ? t(problems[result.problem]) : undefined}
        data-autofocus
      />
      {object.error === null ? null : <Note tone="bad">{textOf(fromThrown(object.error))}</Note>}
      {toZero ? <Note tone="bad">{t('scale.zero')}</Note> : null}
      <ProductionNote clusterId={clusterId} />
      {asksName ? <ConfirmName name={word} typed={confirmed} onTyped={setConfirmed} /> : null}
    </ActionFrame>
  );
}
