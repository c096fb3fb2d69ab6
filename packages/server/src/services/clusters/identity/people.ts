import { hash } from 'node:crypto';
import { forbidden, unauthorized } from '@binnacle/kube/api';
import type { ClusterTarget, KubeClient } from '@binnacle/kube/client';
import type { Clock } from '@binnacle/kube/clock';
import { BoundedMap } from '@binnacle/kube/watch';
import type { Caller, ClusterHandle } from '../../operation.ts';
import type { ClusterRecord } from '../types.ts';
import { createPerson } from './person.ts';
import type { TokenBook } from './token-book.ts';

/** One cluster as those who call reach it. */
export interface People {
  /** Throws Unauthorized for callers nobody signed in as, Forbidden for those who cannot be told to the cluster. */
  handleFor(caller: Caller): ClusterHandle;
  close(): Promise<void>;
}

export interface PeopleOptions {
  record: () => ClusterRecord;
  /** The cluster by its own account. */
  shared: () => ClusterHandle;
  /** How the cluster is reached. */
  target: () => ClusterTarget;
  createClient: (target: ClusterTarget) => KubeClient;
  tokens: Pick<TokenBook, 'find'>;
  clock: Clock;
}

/** People remembered per cluster; connections of those who are forgotten close when they are idle. */
const mostPeople = 500;

/** Names that mean something to Kubernetes itself: nobody becomes one of them by what they are called here. */
const isReserved = (name: string): boolean => name.startsWith('system:');

/** A cluster's own account for everybody, or each caller by their own name: as the cluster's record says now. */
export const createPeople = ({ record, shared, target, createClient, tokens, clock }: PeopleOptions): People => {
  const people = new BoundedMap<string, ClusterHandle>(mostPeople);

  const personOf = (key: string, change: (target: ClusterTarget) => ClusterTarget): ClusterHandle => {
    const known = people.get(key);
    if (known !== undefined) return known;
    const client = createClient(change(target()));
    const person = createPerson({ shared: shared(), client, clock, onChange: () => people.delete(key) });
    people.set(key, person);
    return person;
  };

  const impersonated = ({ username, groups = [] }: Caller): ClusterHandle => {
    if (isReserved(username)) throw forbidden(nothing, '', `${JSON.stringify(username)} is a name of Kubernetes' own`);
    const own = groups.filter((group) => !isReserved(group));
    return personOf(JSON.stringify([username, own]), (reach) => ({
      ...reach,
      impersonate: { user: username, groups: own },
    }));
  };

  const byToken = ({ username }: Caller): ClusterHandle => {
    const { id, name } = record();
    const token = tokens.find(id, username);
    if (token === undefined)
      throw forbidden(nothing, '', `cluster "${name}" is used with your own token: give one in your profile`);
    // The cluster's own certificate and impersonation stay out of it.
    return personOf(`token ${hash('sha256', token)}`, ({ impersonate: _as, ...reach }) => ({
      ...reach,
      credentials: { type: 'token', token },
    }));
  };

  return {
    handleFor: (caller) => {
      const { identity, name } = record();
      if (identity === 'shared') return shared();
      if (caller.anonymous) throw unauthorized(`cluster "${name}" is used in the name of whoever asks: sign in first`);
      return identity === 'impersonate' ? impersonated(caller) : byToken(caller);
    },
    close: async () => {
      const clients = [...people.values()].map(({ client }) => client);
      people.clear();
      await Promise.all(clients.map((client) => client.close()));
    },
  };
};

const nothing = { group: '', plural: '' };
