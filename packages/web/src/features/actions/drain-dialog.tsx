import type { DrainedPodState, WireDrain } from '@binnacle/api';
import { fromThrown, isConsoleError, type ObjectAddress } from '@binnacle/api/client';
import { Button, Checkbox, NumberInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { formatCount } from '../../ui/format.ts';
import { Modal } from '../../ui/modal.tsx';
import { StatusText, ToneIcon } from '../../ui/status.tsx';
import type { TextKey } from '../../ui/text/text-key.ts';
import type { Tone } from '../../ui/tone.ts';
import type { TargetsProps } from './action-dialog.tsx';
import { Dialog, ErrorNote, Note } from './dialog.tsx';
import classes from './dialog.module.css';
import { ProductionNote } from './production-note.tsx';

const podTones: Readonly<Record<DrainedPodState, Tone>> = {
  waiting: 'idle',
  evicting: 'busy',
  blocked: 'warn',
  evicted: 'ok',
  kept: 'idle',
};
const podLabels: Readonly<Record<DrainedPodState, TextKey>> = {
  waiting: 'drain.waiting',
  evicting: 'drain.evicting',
  blocked: 'drain.blocked',
  evicted: 'drain.evicted',
  kept: 'drain.kept',
};
const states: Readonly<Record<WireDrain['state'], { tone: Tone; label: TextKey }>> = {
  running: { tone: 'busy', label: 'drain.running' },
  done: { tone: 'ok', label: 'drain.done' },
  failed: { tone: 'bad', label: 'drain.failed' },
  cancelled: { tone: 'warn', label: 'drain.cancelled' },
};
/** Milliseconds between looks at a drain under way. */
const lookEveryMs = 1_000;

/** The node's drain, looked at again while it runs; null when none is known. */
const useDrain = (at: ObjectAddress) =>
  useQuery<WireDrain | null>({
    queryKey: ['drain', at.clusterId, at.name],
    gcTime: 0,
    refetchInterval: ({ state: { data } }) => (data?.state === 'running' ? lookEveryMs : false),
    queryFn: async ({ signal }) => {
      try {
        return await client.drainState(at, { signal });
      } catch (error) {
        if (isConsoleError(error) && error.code === 404) return null;
        throw error;
      }
    },
  });

/** How far a drain is, Pod by Pod; it goes on when this is closed. */
function DrainProgress({
  at,
  drain,
  onAgain,
  onClose,
}: {
  at: ObjectAddress;
  drain: WireDrain;
  onAgain: () => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => client.cancelDrain(at),
    onSuccess: (state) => cache.setQueryData(['drain', at.clusterId, at.name], state),
  });
  const moving = drain.pods.filter(({ state }) => state !== 'kept');
  const gone = moving.filter(({ state }) => state === 'evicted').length;
  const { tone, label } = states[drain.state];
  return (
    <Modal onClose={onClose} title={<b>{t('drain.title')}</b>} size="lg">
      <div className={classes.body}>
        <div className={classes.target}>{at.name}</div>
        <div className={classes.drainHead} role="status">
          <StatusText tone={tone} text={t(label)} />
          <span className="bn-number">
            {t('drain.progress', { gone: formatCount(gone), all: formatCount(moving.length) })}
          </span>
        </div>
        <progress
          className={classes.progress}
          max={Math.max(1, moving.length)}
          value={moving.length === 0 ? 1 : gone}
          aria-label={t('drain.title')}
        />
        {drain.message === undefined ? null : <Note tone="bad">{drain.message}</Note>}
        {cancel.error === null ? null : <ErrorNote error={fromThrown(cancel.error)} />}
        <div className={classes.many}>
          <ul tabIndex={0} aria-label="Pods">
            {drain.pods.map((pod) => (
              <li key={`${pod.namespace}/${pod.name}`}>
                <ToneIcon tone={podTones[pod.state]} />
                <span className="bn-mono">
                  {pod.namespace}/{pod.name}
                </span>
                <span className={classes.outcome}>
                  {t(podLabels[pod.state])}
                  {pod.reason === undefined ? '' : ` – ${pod.reason}`}
                </span>
              </li>
            ))}
          </ul>
        </div>
        {drain.state === 'running' ? <Note>{t('drain.goesOn')}</Note> : null}
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose}>
            {t('action.close')}
          </Button>
          {drain.state === 'running' ? (
            <Button color="red" variant="outline" loading={cancel.isPending} onClick={() => cancel.mutate()}>
              {t('drain.cancel')}
            </Button>
          ) : (
            <Button onClick={onAgain}>{t('drain.again')}</Button>
          )}
        </div>
      </div>
    </Modal>
  );
}

/** Moves all Pods off a node: how, and then how far it is. */
export function DrainDialog({ kind: _kind, targets, onClose, onDone }: TargetsProps) {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const at = targets[0] as ObjectAddress;
  const state = useDrain(at);
  const [asking, setAsking] = useState(false);
  const [force, setForce] = useState(false);
  const [deleteData, setDeleteData] = useState(false);
  const [minutes, setMinutes] = useState<string | number>(5);
  const timeout = Math.round(Number(minutes) * 60);
  const isTimeout = timeout >= 1 && timeout <= 3_600;

  const known = state.data ?? undefined;
  if (known !== undefined && (known.state === 'running' || !asking)) {
    return <DrainProgress at={at} drain={known} onAgain={() => setAsking(true)} onClose={onClose} />;
  }
  return (
    <Dialog
      title={t('drain.title')}
      at={at}
      submit={t('action.drain')}
      danger
      disabled={!isTimeout || state.isPending}
      run={async () => {
        const begun = await client.drain(at, { force, delete_empty_dir_data: deleteData, timeout_seconds: timeout });
        cache.setQueryData(['drain', at.clusterId, at.name], begun);
        setAsking(false);
      }}
      done={t('drain.begun')}
      staysOpen
      onClose={onClose}
      onDone={onDone}
    >
      <Note tone="warn">{t('drain.follows')}</Note>
      <Checkbox
        label={t('drain.force')}
        description={t('drain.forceHint')}
        checked={force}
        onChange={(event) => setForce(event.currentTarget.checked)}
      />
      <Checkbox
        label={t('drain.data')}
        description={t('drain.dataHint')}
        checked={deleteData}
        onChange={(event) => setDeleteData(event.currentTarget.checked)}
      />
      <NumberInput
        label={t('drain.timeout')}
        value={minutes}
        onChange={setMinutes}
        min={1}
        max={60}
        error={isTimeout ? undefined : t('drain.timeoutRange')}
      />
      <ProductionNote clusterId={at.clusterId} />
    </Dialog>
  );
}
