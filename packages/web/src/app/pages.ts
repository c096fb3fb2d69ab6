import type { ClusterSummary, MeReply } from '@binnacle/api';
import { lazy, type ComponentType, type LazyExoticComponent } from 'react';
import type { Place } from '../resource/use-place.ts';
import { ClockIcon, ClusterIcon, HomeIcon, LockIcon, PlusIcon, RolloutIcon, UserIcon, WarnIcon } from '../ui/icons.tsx';
import type { TextKey } from '../ui/text/text-key.ts';

export interface FleetPageProps {
  me: MeReply;
  clusters: readonly ClusterSummary[];
  place: Place;
  /** What the address has behind the page's id. */
  rest: readonly string[];
}

export interface ClusterPageProps extends FleetPageProps {
  cluster: ClusterSummary;
}

/** One page of the console beside lists, details and overviews. */
export interface PageRow<Props> {
  /** In the address: `/<id>/…` or `/clusters/<name>/-/<id>/…`. */
  id: string;
  title: TextKey;
  icon: typeof ClusterIcon;
  /** Other words the palette finds it by. */
  words: string;
  /** Left out of the navigation and the palette for whom this is false; the API refuses them all the same. */
  isFor?: (me: MeReply) => boolean;
  Component: LazyExoticComponent<ComponentType<Props>>;
}

/** The pages that the reader is shown the way to. */
export const pagesFor = <Props>(pages: readonly PageRow<Props>[], me: MeReply): readonly PageRow<Props>[] =>
  pages.filter(({ isFor }) => isFor?.(me) ?? true);

const isAdmin = ({ user }: MeReply): boolean => user.roles.includes('admin');

/** Pages about all clusters, in the order of the navigation. */
export const fleetPages: readonly PageRow<FleetPageProps>[] = [
  {
    id: 'fleet',
    title: 'fleet.title',
    icon: HomeIcon,
    words: 'fleet overview clusters health capacity versions',
    Component: lazy(async () => ({ default: (await import('../features/fleet/fleet-page.tsx')).FleetPage })),
  },
  {
    id: 'rollouts',
    title: 'nav.rolloutsOfAll',
    icon: RolloutIcon,
    words: 'rollouts releases canary blue-green approvals inbox',
    Component: lazy(async () => ({
      default: (await import('../features/rollouts/rollouts-routes.tsx')).FleetRollouts,
    })),
  },
  {
    id: 'clusters',
    title: 'clusters.title',
    icon: ClusterIcon,
    words: 'fleet clusters',
    Component: lazy(async () => ({ default: (await import('../features/clusters/clusters-page.tsx')).ClustersPage })),
  },
  {
    id: 'people',
    title: 'people.title',
    icon: LockIcon,
    words: 'users roles bindings groups access permissions api keys',
    isFor: isAdmin,
    Component: lazy(async () => ({ default: (await import('../features/people/people-page.tsx')).PeoplePage })),
  },
  {
    id: 'audit',
    title: 'audit.title',
    icon: ClockIcon,
    words: 'audit trail who did what history',
    isFor: isAdmin,
    Component: lazy(async () => ({ default: (await import('../features/audit/audit-page.tsx')).AuditPage })),
  },
  {
    id: 'profile',
    title: 'profile.title',
    icon: UserIcon,
    words: '',
    // In the account menu.
    isFor: () => false,
    Component: lazy(async () => ({ default: (await import('../features/profile/profile-page.tsx')).ProfilePage })),
  },
  {
    id: 'welcome',
    title: 'welcome.title',
    icon: HomeIcon,
    words: '',
    // The first administrator comes here from the first sign-in.
    isFor: () => false,
    Component: lazy(async () => ({ default: (await import('../features/welcome/welcome-page.tsx')).WelcomePage })),
  },
];

/** Pages about one cluster, in the order of the navigation. */
export const clusterPages: readonly PageRow<ClusterPageProps>[] = [
  {
    id: 'findings',
    title: 'findings.title',
    icon: WarnIcon,
    words: 'findings health problems issues wrong',
    Component: lazy(async () => ({ default: (await import('../features/findings/findings-page.tsx')).FindingsPage })),
  },
  {
    id: 'events',
    title: 'events.title',
    icon: ClockIcon,
    words: 'events happened timeline warnings',
    Component: lazy(async () => ({ default: (await import('../features/events/events-page.tsx')).EventsPage })),
  },
  {
    id: 'mesh',
    title: 'mesh.title',
    icon: ClusterIcon,
    words: 'istio mesh gateways virtual services destination rules proxies traffic',
    Component: lazy(async () => ({ default: (await import('../features/mesh/mesh-page.tsx')).MeshPage })),
  },
  {
    id: 'rollouts',
    title: 'nav.rollouts',
    icon: RolloutIcon,
    words: 'rollouts releases canary blue-green approvals inbox',
    Component: lazy(async () => ({
      default: (await import('../features/rollouts/rollouts-routes.tsx')).ClusterRollouts,
    })),
  },
  {
    id: 'create',
    title: 'create.title',
    icon: PlusIcon,
    words: 'create new apply yaml form files',
    Component: lazy(async () => ({ default: (await import('../features/create/create-page.tsx')).CreatePage })),
  },
];
