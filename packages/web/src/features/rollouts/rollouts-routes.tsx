import { lazy, Suspense } from 'react';
import type { ClusterPageProps } from '../../app/pages.ts';
import { RolloutsPage } from './rollouts-page.tsx';

const CreatePage = lazy(async () => ({ default: (await import('./create-page.tsx')).CreatePage }));
const ReleasePage = lazy(async () => ({ default: (await import('./release-page.tsx')).ReleasePage }));

/** `/rollouts` */
export function FleetRollouts() {
  return <RolloutsPage namespaces={[]} />;
}

/** `/clusters/<name>/-/rollouts`, a new one at `…/new`, and one release at `…/<namespace>/<name>`. */
export function ClusterRollouts({ cluster, place, rest }: ClusterPageProps) {
  const [namespace, name] = rest;
  // No namespace is a release's whole address.
  if (namespace === 'new' && name === undefined)
    return (
      <Suspense fallback={null}>
        <CreatePage key={cluster.id} cluster={cluster} namespace={place.list.namespaces[0] ?? ''} />
      </Suspense>
    );
  if (namespace === undefined || name === undefined)
    return <RolloutsPage key={cluster.id} cluster={cluster} namespaces={place.list.namespaces} />;
  return (
    <Suspense fallback={null}>
      <ReleasePage key={`${cluster.id}/${namespace}/${name}`} cluster={cluster} namespace={namespace} name={name} />
    </Suspense>
  );
}
