import type { ApplyReply, ClusterSummary, WireManifest, WireTemplateChange } from '@binnacle/api';
import type { ObjectAddress } from '@binnacle/api/client';
import { Button } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { Link } from '../../resource/link.tsx';
import { toDetailPath } from '../../resource/routes.ts';
import { formatCount } from '../../ui/format.ts';
import { useErrorText } from '../../ui/states.tsx';
import { ToneIcon } from '../../ui/status.tsx';
import type { TextKey } from '../../ui/text/text-key.ts';
import type { Tone } from '../../ui/tone.ts';
import { ProductionNote } from '../actions/production-note.tsx';
import { runAll, type Outcome } from '../actions/run-all.ts';
import { undoOf } from '../audit/undo-asked.ts';
import { ChangeList } from '../yaml/change-list.tsx';
import type { TextProblem } from '../yaml/yaml-editor.tsx';
import classes from './create.module.css';

const tones: Readonly<Record<Outcome['state'], Tone>> = { waiting: 'idle', running: 'busy', done: 'ok', failed: 'bad' };
const madeWords: Readonly<Record<Reply['outcome'], TextKey>> = {
  created: 'create.created',
  configured: 'create.configured',
  unchanged: 'create.unchanged',
  unchecked: 'create.unchecked',
};
const triedWords: Readonly<Record<Reply['outcome'], TextKey>> = {
  created: 'create.wouldCreate',
  configured: 'create.wouldChange',
  unchanged: 'create.unchanged',
  unchecked: 'create.unchecked',
};

const waiting: Outcome = { state: 'waiting' };

const addressOf = (clusterId: number, { resource, namespace, name }: WireManifest): ObjectAddress | undefined =>
  resource === undefined
    ? undefined
    : {
        clusterId,
        group: resource.group,
        version: resource.version,
        plural: resource.plural,
        name,
        ...(resource.namespaced && namespace !== undefined ? { namespace } : {}),
      };

interface Reply {
  outcome: ApplyReply['outcome'] | 'unchecked';
  /** Of an object that is there, as a trial finds them. */
  changes: readonly WireTemplateChange[];
  /** Its entry in the audit, where it can be taken back. */
  change?: number;
}

const isNamespace = ({ resource }: WireManifest): boolean => resource?.group === '' && resource.plural === 'namespaces';

const apply = async (at: ObjectAddress, content: WireManifest['object'], signal: AbortSignal): Promise<Reply> => {
  const { outcome, change } = await client.applyObject(at, { content }, { signal });
  return { outcome, changes: [], ...(change === undefined ? {} : { change }) };
};

const compare = async (at: ObjectAddress, content: WireManifest['object'], signal: AbortSignal): Promise<Reply> => {
  const { live, changes } = await client.diffObject(at, { content }, { signal });
  if (live === null) return { outcome: 'created', changes: [] };
  return { outcome: changes.length === 0 ? 'unchanged' : 'configured', changes };
};

export interface ManifestsProps {
  cluster: ClusterSummary;
  manifests: readonly WireManifest[];
  problems: readonly TextProblem[];
}

/** The objects of a text: what is wrong with it, what making them would do, and what became of each. */
export function Manifests({ cluster, manifests, problems }: ManifestsProps) {
  const { t } = useTranslation();
  const textOf = useErrorText();
  const [outcomes, setOutcomes] = useState<readonly Outcome[]>([]);
  const [replies, setReplies] = useState<ReadonlyMap<number, Reply>>(new Map());
  const [phase, setPhase] = useState<'idle' | 'trying' | 'tried' | 'making' | 'made'>('idle');
  const stop = useRef(new AbortController());
  useEffect(() => () => stop.current.abort(), []);

  /** In order, since a later object may lie in a namespace that an earlier one is. */
  const run = async (dryRun: boolean): Promise<void> => {
    stop.current = new AbortController();
    const { signal } = stop.current;
    setOutcomes([]);
    setReplies(new Map());
    setPhase(dryRun ? 'trying' : 'making');
    /** Namespaces that the same text makes: what lies in one cannot be tried before it is there. */
    const promised = new Set<string>();
    for (const [index, manifest] of manifests.entries()) {
      await runAll([manifest], {
        signal,
        onOutcome: (_, outcome) => setOutcomes((before) => Object.assign([...before], { [index]: outcome })),
        run: async () => {
          const at = addressOf(cluster.id, manifest);
          if (at === undefined) throw new Error(t('create.notServed', { kind: manifest.kind }));
          const isPromised = dryRun && at.namespace !== undefined && promised.has(at.namespace);
          const reply: Reply = isPromised
            ? { outcome: 'unchecked', changes: [] }
            : await (dryRun ? compare : apply)(at, manifest.object, signal);
          if (reply.outcome === 'created' && isNamespace(manifest)) promised.add(manifest.name);
          setReplies((before) => new Map(before).set(index, reply));
        },
      });
    }
    setPhase(dryRun ? 'tried' : 'made');
  };
  const isBusy = phase === 'trying' || phase === 'making';
  const words = phase === 'making' || phase === 'made' ? madeWords : triedWords;
  const isWrong = problems.length > 0 || manifests.length === 0;
  return (
    <section className={classes.card} aria-label={t('create.objects')}>
      <h2>
        {t('create.objects')} <small>{formatCount(manifests.length)}</small>
      </h2>
      {problems.length === 0 ? null : (
        <ul className={classes.list} aria-label={t('create.problems')}>
          {problems.map(({ line, column, message }) => (
            <li key={`${line}:${column} ${message}`}>
              <ToneIcon tone="bad" />
              <span>
                {line}:{column} {message}
              </span>
            </li>
          ))}
        </ul>
      )}
      <ul className={classes.list} tabIndex={0}>
        {manifests.map((manifest, index) => {
          const outcome = outcomes[index] ?? waiting;
          const reply = replies.get(index);
          const undo = undoOf(addressOf(cluster.id, manifest), reply);
          const { resource, namespace = '', name } = manifest;
          const isMade = phase === 'made' && reply !== undefined && resource !== undefined;
          return (
            <li key={`${manifest.line} ${manifest.kind} ${name}`}>
              <ToneIcon tone={tones[outcome.state]} />
              <span>
                {manifest.kind}{' '}
                {isMade ? (
                  <Link href={toDetailPath({ cluster: cluster.name, ...resource, namespace, name })}>{name}</Link>
                ) : (
                  <b>{name}</b>
                )}
                {namespace === '' ? '' : ` · ${namespace}`}
              </span>
              <span className={classes.sub}>
                {outcome.state === 'failed'
                  ? textOf(outcome.error)
                  : reply === undefined
                    ? ''
                    : t(words[reply.outcome], { namespace })}
              </span>
              {undo === undefined ? null : (
                <Button size="compact-xs" variant="default" onClick={undo.onSelect}>
                  {undo.label}
                </Button>
              )}
              {reply === undefined || reply.changes.length === 0 ? null : <ChangeList changes={reply.changes} />}
            </li>
          );
        })}
      </ul>
      <div className={classes.foot}>
        <ProductionNote clusterId={cluster.id} />
        {isBusy ? (
          <Button size="xs" variant="default" onClick={() => stop.current.abort()}>
            {t('many.stop')}
          </Button>
        ) : null}
        <Button size="xs" variant="default" disabled={isWrong || isBusy} onClick={() => void run(true)}>
          {t('create.try')}
        </Button>
        <Button size="xs" disabled={isWrong} loading={isBusy} onClick={() => void run(false)}>
          {t('create.make')}
        </Button>
      </div>
    </section>
  );
}
