import type { UnstructuredObject } from '@binnacle/kube/api';
import type { ResourceCall } from './call.ts';

/** Writes into a certificate request who asks for it; whatever the sender says of that is not believed. */
export const requesterStamp = (call: ResourceCall): ((object: UnstructuredObject) => void) | undefined => {
  const { info, user } = call;
  if (info.resource.plural !== 'certificatesigningrequests' || info.verb !== 'create') return undefined;
  return (object) => {
    const { username: _username, uid: _uid, groups: _groups, extra: _extra, ...spec } = object.spec as object & User;
    object.spec = {
      ...spec,
      username: user.name,
      ...(user.uid === undefined ? {} : { uid: user.uid }),
      groups: user.groups,
      ...(user.extra === undefined ? {} : { extra: user.extra }),
    };
  };
};

type User = Record<'username' | 'uid' | 'groups' | 'extra', unknown>;
