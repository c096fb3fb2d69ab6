import type { WireKind } from '@binnacle/api';
import { flagAt, listAt, type Fields } from '../../resource/read-path.ts';
import {
  CordonIcon,
  DrainIcon,
  EvictIcon,
  ImageIcon,
  PauseIcon,
  PlayIcon,
  RestartIcon,
  ScaleIcon,
  TagIcon,
  TrashIcon,
} from '../../ui/icons.tsx';
import type { TextKey } from '../../ui/text/text-key.ts';

/** What can be done to objects after a confirmation. */
export type ActionName =
  'scale' | 'restart' | 'image' | 'pause' | 'suspend' | 'trigger' | 'evict' | 'cordon' | 'drain' | 'labels' | 'delete';

export interface Action {
  name: ActionName;
  /** Said of one object whose content is known, or of some whose content is not. */
  label: (object: Fields | undefined) => TextKey;
  icon: typeof ScaleIcon;
  /** Of the kind's capabilities, one that it asks for; none for what can be done to anything. */
  needs: readonly string[];
  /** A button of its own on the object's page; the others are in a menu. */
  prominent?: true;
  /** Can be done to many objects at once. */
  many?: true;
  danger?: true;
  /** Why it makes no sense for this object. */
  blocked?: (object: Fields, kind: Pick<WireKind, 'capabilities'>) => TextKey | undefined;
}

/** A Pod that nobody would make again. */
const isOrphan = (object: Fields): boolean =>
  !listAt(object, 'metadata', 'ownerReferences').some((owner) => owner.controller === true);

const either =
  (path: readonly string[], texts: { off: TextKey; on: TextKey; unknown: TextKey }) =>
  (object: Fields | undefined): TextKey => {
    if (object === undefined) return texts.unknown;
    return flagAt(object, ...path) ? texts.on : texts.off;
  };
const always = (key: TextKey) => () => key;

/** All actions, in the order of menus. */
export const actions: readonly Action[] = [
  {
    name: 'scale',
    label: always('action.scale'),
    icon: ScaleIcon,
    needs: ['scalable'],
    prominent: true,
    many: true,
  },
  {
    name: 'restart',
    label: always('action.restart'),
    icon: RestartIcon,
    needs: ['restartable', 'evictable'],
    prominent: true,
    many: true,
    blocked: (object, { capabilities }) =>
      capabilities.includes('evictable') && isOrphan(object) ? 'restart.orphan' : undefined,
  },
  {
    name: 'trigger',
    label: always('action.trigger'),
    icon: PlayIcon,
    needs: ['triggerable'],
    prominent: true,
    many: true,
  },
  {
    name: 'cordon',
    label: either(['spec', 'unschedulable'], {
      off: 'action.cordon',
      on: 'action.uncordon',
      unknown: 'action.cordonOrNot',
    }),
    icon: CordonIcon,
    needs: ['drainable'],
    prominent: true,
    many: true,
  },
  { name: 'drain', label: always('action.drain'), icon: DrainIcon, needs: ['drainable'], prominent: true },
  {
    name: 'pause',
    label: either(['spec', 'paused'], {
      off: 'action.pause',
      on: 'action.resume',
      unknown: 'action.pauseOrNot',
    }),
    icon: PauseIcon,
    needs: ['pausable'],
    many: true,
  },
  {
    name: 'suspend',
    label: either(['spec', 'suspend'], {
      off: 'action.suspend',
      on: 'action.unsuspend',
      unknown: 'action.suspendOrNot',
    }),
    icon: PauseIcon,
    needs: ['suspendable'],
    prominent: true,
    many: true,
  },
  { name: 'image', label: always('action.image'), icon: ImageIcon, needs: ['podTemplate'] },
  { name: 'evict', label: always('action.evict'), icon: EvictIcon, needs: ['evictable'], many: true },
  { name: 'labels', label: always('action.labels'), icon: TagIcon, needs: [], many: true },
  { name: 'delete', label: always('action.delete'), icon: TrashIcon, needs: [], many: true, danger: true },
];

/** What can be done with objects of a kind, by the capabilities that the server states. */
export const actionsOf = ({ capabilities }: Pick<WireKind, 'capabilities'>): Action[] =>
  actions.filter(({ needs }) => needs.length === 0 || needs.some((capability) => capabilities.includes(capability)));
