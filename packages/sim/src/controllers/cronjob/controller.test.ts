import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLocalCluster, type LocalCluster } from '../../local-cluster.ts';
import { refs } from '../../local/objects.ts';
import type { CronJob, Job } from '../../local/workloads.ts';
import { parseSchedule } from '../../cron/schedule.ts';
import { toZonedTime } from './timing.ts';

let cluster: LocalCluster;
beforeEach(async () => {
  cluster = await createLocalCluster();
});
afterEach(() => cluster.close());

const key = { namespace: 'default', name: 'report' };
const held = () => cluster.client.get<CronJob>(refs.cronJobs, key);
const jobs = () => cluster.client.list<Job>(refs.jobs, { namespace: 'default' });
const minutes = (count: number) => cluster.clock.advance(count * 60_000);

const create = (spec: Partial<CronJob['spec']> = {}, image = 'report:1-sim-exit-1s') =>
  cluster.client.create<CronJob>(refs.cronJobs, {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: key,
    spec: {
      schedule: '*/5 * * * *',
      jobTemplate: {
        spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'report', image }] } } },
      },
      ...spec,
    },
  });

describe('cron job controller', () => {
  it('starts a job at each moment and keeps the last three', async () => {
    await create();
    await minutes(31);
    const names = jobs().map(({ metadata }) => metadata.name);
    expect(names).toHaveLength(3);
    for (const name of names) expect(Number(name.replace('report-', '')) % 5).toBe(0);
    expect(held()?.status?.active).toBeUndefined();
    expect(Date.parse(held()?.status?.lastScheduleTime ?? '') % 300_000).toBe(0);
    expect(held()?.status?.lastSuccessfulTime).toMatch(/Z$/);
    const [first] = jobs();
    expect(cluster.eventsAbout('CronJob', 'report')).toEqual(
      expect.arrayContaining([
        `SuccessfulCreate: Created job ${first?.metadata.name}`,
        `SawCompletedJob: Saw completed job: ${first?.metadata.name}, condition: Complete`,
      ]),
    );
  });

  it('Forbid waits for the one before', async () => {
    await create({ schedule: '* * * * *', concurrencyPolicy: 'Forbid' }, 'report:1-sim-exit-150s');
    await minutes(2.5);
    expect(jobs()).toHaveLength(1);
    expect(cluster.eventsAbout('CronJob', 'report')).toContain(
      'JobAlreadyActive: Not starting job because prior execution is running and concurrency policy is Forbid',
    );
  });

  it('Replace ends the one before', async () => {
    await create({ schedule: '* * * * *', concurrencyPolicy: 'Replace' }, 'report:1-sim-exit-3600s');
    await minutes(3.5);
    expect(jobs()).toHaveLength(1);
    expect(held()?.status?.active).toHaveLength(1);
  });

  it('does nothing while suspended', async () => {
    await create({ schedule: '* * * * *', suspend: true });
    await minutes(5);
    expect(jobs()).toEqual([]);
  });

  it('does not catch up on what is past its starting deadline', async () => {
    await create({ schedule: '*/30 * * * *', startingDeadlineSeconds: 60, suspend: true });
    await minutes(30 - ((cluster.clock.now() / 60_000) % 30) + 10);
    await cluster.client.update<CronJob>(refs.cronJobs, {
      ...(held() as CronJob),
      spec: { ...(held() as CronJob).spec, suspend: false },
    });
    await minutes(1);
    expect(jobs()).toEqual([]);
    await minutes(30);
    expect(jobs()).toHaveLength(1);
  });
});

describe('schedules', () => {
  const at = (text: string) => Date.parse(text);
  const next = (schedule: string, after: string, zone?: string) => {
    const moment = parseSchedule(schedule, zone).next(at(after));
    return moment === undefined ? undefined : new Date(moment).toISOString();
  };

  it('follow their fields, names, intervals and zones', () => {
    expect(next('30 6 * * 1-5', '2026-01-02T07:00:00Z')).toBe('2026-01-05T06:30:00.000Z');
    expect(next('@hourly', '2026-01-02T07:00:00Z')).toBe('2026-01-02T08:00:00.000Z');
    expect(next('@every 1h30m', '2026-01-02T07:00:00Z')).toBe('2026-01-02T08:30:00.000Z');
    expect(next('0 3 * * *', '2026-07-01T00:00:00Z', 'Europe/Oslo')).toBe('2026-07-01T01:00:00.000Z');
    expect(next('0 0 13 * 5', '2026-01-01T00:00:00Z')).toBe('2026-01-02T00:00:00.000Z');
    expect(next('0 0 31 2 *', '2026-01-01T00:00:00Z')).toBeUndefined();
  });

  it('tell what is wrong', () => {
    expect(() => parseSchedule('* * * *')).toThrow('expected exactly 5 fields, found 4: [* * * *]');
    expect(() => parseSchedule('@often')).toThrow('unrecognized descriptor: @often');
    expect(() => parseSchedule('0 0 L * *')).toThrow(
      'failed to parse int from L: strconv.Atoi: parsing "L": invalid syntax',
    );
  });

  it('are told in their zone', () => {
    expect(toZonedTime(at('2026-07-01T01:00:00Z'), 'Europe/Oslo')).toBe('2026-07-01T03:00:00+02:00');
    expect(toZonedTime(at('2026-07-01T01:00:00Z'), 'UTC')).toBe('2026-07-01T01:00:00Z');
  });
});
