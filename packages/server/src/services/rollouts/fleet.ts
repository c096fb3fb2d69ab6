import type { RolloutCluster, RolloutTraffic } from '@binnacle/api';
import { Type } from 'typebox';
import type { CallContext, Operation } from '../operation.ts';
import { openMembers, readMembers, type FleetInput, type FleetMember, type FleetPort } from './fleet-members.ts';
import { createTrafficReader, type TrafficOptions } from './traffic.ts';
import { streamFleet, type FleetStream } from './fleet-stream.ts';

/** Rollouts of all clusters, and how each cluster takes part. */
export interface FleetOutput {
  /** JSON texts of RolloutSummary with commas between them; none is empty. */
  parts: readonly Buffer[];
  clusters: readonly RolloutCluster[];
}

export interface FleetOperations {
  fleet: Operation<FleetInput, FleetOutput>;
  watchFleet: Operation<FleetInput, FleetStream>;
  traffic: Operation<FleetInput, RolloutTraffic[]>;
}

const names = Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 253 }), { maxItems: 1_000 }));

const fleetOperation = <O>(
  { id, summary }: { id: string; summary: string },
  run: (input: FleetInput, context: CallContext) => Promise<O>,
): Operation<FleetInput, O> => ({
  id,
  summary,
  effect: 'read',
  scope: 'global',
  access: 'viewer',
  verb: 'list',
  narrows: true,
  input: Type.Object({ clusters: names, namespaces: names, states: names }),
  run,
});

export const createFleetOperations = (port: FleetPort, options: TrafficOptions): FleetOperations => {
  const { clock } = options;
  const traffic = createTrafficReader(options);
  const openFor = (input: FleetInput, context: CallContext) => (): FleetMember[] =>
    openMembers(input, { port, clock, caller: () => context.caller });
  return {
    fleet: fleetOperation(
      { id: 'rollouts.fleet', summary: 'The Rollouts of all clusters, in short' },
      async (input, context) => {
        const members = await readMembers(openFor(input, context), context);
        const parts = members.map((member) => member.part(input.states)).filter(({ length }) => length > 0);
        return { parts, clusters: members.map((member) => member.state()) };
      },
    ),
    watchFleet: fleetOperation(
      { id: 'rollouts.watchFleet', summary: 'The Rollouts of all clusters, as they are and as they change' },
      async (input, context) => {
        const open = openFor(input, context);
        await readMembers(open, context);
        return (sink) => streamFleet(open, { sink, clock });
      },
    ),
    traffic: fleetOperation(
      { id: 'rollouts.traffic', summary: 'Which share of the requests the new revisions get, as counted' },
      async (input, context) => {
        const members = await readMembers(openFor(input, context), context);
        const { signal } = context;
        return (await Promise.all(members.map((member) => traffic.read(member, signal)))).flat();
      },
    ),
  };
};
