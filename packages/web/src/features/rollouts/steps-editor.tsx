import { ActionIcon, Button, NumberInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ArrowDownIcon, ArrowUpIcon, PlusIcon, TrashIcon } from '../../ui/icons.tsx';
import classes from './create.module.css';
import { toStep, type DraftStep } from './draft.ts';

export interface StepsEditorProps {
  steps: readonly DraftStep[];
  /** Requests are divided by a route. */
  routed: boolean;
  onChange: (steps: readonly DraftStep[]) => void;
}

const numberOr = (value: string | number): number | undefined => (typeof value === 'number' ? value : undefined);

/** The steps in order: dragged, or moved with the arrows beside them. */
export function StepsEditor({ steps, routed, onChange }: StepsEditorProps) {
  const { t } = useTranslation();
  const [dragged, setDragged] = useState<number>();
  const move = (from: number, to: number): void => {
    const step = steps[from];
    if (step === undefined || to < 0 || to >= steps.length || from === to) return;
    const rest = steps.filter((each) => each !== step);
    onChange([...rest.slice(0, to), step, ...rest.slice(to)]);
  };
  const set = (id: number, change: Partial<DraftStep>): void =>
    onChange(steps.map((step) => (step.id === id ? { ...step, ...change } : step)));
  return (
    <>
      <ol className={classes.steps}>
        {steps.map((step, index) => (
          <li
            key={step.id}
            draggable
            onDragStart={() => setDragged(index)}
            onDragEnd={() => setDragged(undefined)}
            onDragOver={(event) => event.preventDefault()}
            onDrop={(event) => {
              event.preventDefault();
              if (dragged !== undefined) move(dragged, index);
            }}
          >
            <span className={classes.grip} aria-hidden="true">
              ⠿
            </span>
            <b className="bn-number">{index + 1}</b>
            <NumberInput
              size="xs"
              aria-label={t('rollouts.podsPercent', { step: index + 1 })}
              suffix="%"
              min={1}
              max={100}
              value={step.pods}
              onChange={(value) => set(step.id, { pods: numberOr(value) ?? 1 })}
            />
            <span className={classes.unit}>{t('rollouts.ofPods')}</span>
            {routed ? (
              <>
                <NumberInput
                  size="xs"
                  aria-label={t('rollouts.requestsPercent', { step: index + 1 })}
                  suffix="%"
                  min={0}
                  max={100}
                  value={step.requests ?? ''}
                  onChange={(value) => set(step.id, { requests: numberOr(value) })}
                />
                <span className={classes.unit}>{t('rollouts.ofRequests')}</span>
              </>
            ) : null}
            <NumberInput
              size="xs"
              aria-label={t('rollouts.pauseSeconds', { step: index + 1 })}
              placeholder={t('rollouts.confirmed')}
              suffix=" s"
              min={1}
              value={step.pause ?? ''}
              onChange={(value) => set(step.id, { pause: numberOr(value) })}
              style={{ width: 150 }}
            />
            <span className={classes.stepActions}>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t('rollouts.stepUp', { step: index + 1 })}
                disabled={index === 0}
                onClick={() => move(index, index - 1)}
              >
                <ArrowUpIcon width={14} height={14} />
              </ActionIcon>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t('rollouts.stepDown', { step: index + 1 })}
                disabled={index === steps.length - 1}
                onClick={() => move(index, index + 1)}
              >
                <ArrowDownIcon width={14} height={14} />
              </ActionIcon>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t('rollouts.stepRemove', { step: index + 1 })}
                onClick={() => onChange(steps.filter((each) => each !== step))}
              >
                <TrashIcon width={14} height={14} />
              </ActionIcon>
            </span>
          </li>
        ))}
      </ol>
      <Button
        size="xs"
        variant="default"
        leftSection={<PlusIcon width={14} height={14} />}
        disabled={steps.length >= 50}
        onClick={() => onChange([...steps, toStep(100, 100)])}
      >
        {t('rollouts.stepAdd')}
      </Button>
    </>
  );
}
