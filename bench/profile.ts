import { Session } from 'node:inspector/promises';
import type { Profiler } from 'node:inspector';
import { setTimeout as pause } from 'node:timers/promises';

const samplingMicros = 100;
/** What the profiler calls the time in which nothing is done. */
const idle = new Set(['(idle)', '(program)', '(root)']);

/** Which part of this thread's work during the time is done within functions of that name and what they call, 0 to 1. */
export const shareOf = async (name: string, durationMs: number): Promise<number> => {
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: samplingMicros });
    await session.post('Profiler.start');
    await pause(durationMs);
    const { profile } = await session.post('Profiler.stop');
    return shareIn(profile, name);
  } finally {
    session.disconnect();
  }
};

const shareIn = ({ nodes }: Profiler.Profile, name: string): number => {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  let all = 0;
  let within = 0;
  const walk = (node: Profiler.ProfileNode, inside: boolean): void => {
    const { functionName } = node.callFrame;
    const isInside = inside || functionName === name;
    const hits = idle.has(functionName) ? 0 : (node.hitCount ?? 0);
    all += hits;
    if (isInside) within += hits;
    for (const id of node.children ?? []) walk(byId.get(id)!, isInside);
  };
  walk(nodes[0]!, false);
  if (within === 0) throw new Error(`no function ${name} was seen at work`);
  return within / all;
};
