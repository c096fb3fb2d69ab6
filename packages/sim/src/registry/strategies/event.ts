import { ensureObject, setDefault } from '../json.ts';
import { invalidField, pathSegmentProblems } from '@binnacle/kube/api';
import { textAt } from '../json.ts';
import type { Strategy } from '../strategy.ts';

/** Events are stored once and read through the core group and events.k8s.io. */
export const event: Strategy = {
  nameProblems: pathSegmentProblems,
  createOnUpdate: true,
  defaults: (draft) => {
    ensureObject(draft, 'involvedObject');
    setDefault(draft, 'source', {});
    setDefault(draft, 'firstTimestamp', null);
    setDefault(draft, 'lastTimestamp', null);
    setDefault(draft, 'eventTime', null);
  },
  validate: (object) => {
    const about = textAt(object, 'involvedObject', 'namespace');
    const own = object.metadata.namespace ?? '';
    const fits = about === '' ? own === 'default' || own === 'kube-system' : about === own;
    return fits ? [] : [invalidField('involvedObject.namespace', about, 'does not match event.namespace')];
  },
};
