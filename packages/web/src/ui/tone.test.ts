import { describe, expect, it } from 'vitest';
import { isStatusColumn, parseRatio, toneOfCondition, toneOfRatio, toneOfStatus } from './tone.ts';

describe('toneOfStatus', () => {
  it.each([
    ['Running', 'ok'],
    ['Completed', 'idle'],
    ['CrashLoopBackOff', 'bad'],
    ['ImagePullBackOff', 'bad'],
    ['ErrImagePull', 'bad'],
    ['Init:CrashLoopBackOff', 'bad'],
    ['Init:0/2', 'busy'],
    ['ContainerCreating', 'busy'],
    ['Terminating', 'busy'],
    ['ExitCode:137', 'bad'],
    ['CreateContainerConfigError', 'bad'],
    ['Ready,SchedulingDisabled', 'warn'],
    ['NotReady,SchedulingDisabled', 'bad'],
    ['SomethingNew', 'idle'],
  ])('reads %s as %s', (text, tone) => {
    expect(toneOfStatus(text)).toBe(tone);
  });
});

describe('ratios', () => {
  it('parses only have/want', () => {
    expect(parseRatio('12/30')).toEqual({ have: 12, want: 30 });
    expect(parseRatio('80/TCP')).toBeUndefined();
  });
  it.each([
    ['3/3', 'ok'],
    ['1/3', 'warn'],
    ['0/3', 'bad'],
    ['0/0', 'idle'],
    ['4/3', 'ok'],
    ['x', undefined],
  ])('reads %s as %s', (text, tone) => {
    expect(toneOfRatio(text)).toBe(tone);
  });
});

it('knows which columns are states', () => {
  expect(isStatusColumn({ name: 'Status', type: 'string' })).toBe(true);
  expect(isStatusColumn({ name: 'Node', type: 'string' })).toBe(false);
});

it.each([
  ['Ready', 'True', 'ok'],
  ['Ready', 'False', 'bad'],
  ['MemoryPressure', 'False', 'ok'],
  ['MemoryPressure', 'True', 'bad'],
  ['Progressing', 'Unknown', 'warn'],
  ['ReplicaFailure', 'True', 'bad'],
])('reads condition %s=%s as %s', (type, status, tone) => {
  expect(toneOfCondition(type, status)).toBe(tone);
});
