/** Packages of some hundred small modules each: one file starts in half the time. */
const bundledPackages = ['jose', 'kysely', 'typebox'];

/** For esbuild: what else comes from npm stays outside the bundle; the workspaces go in. */
export const externalPackages = {
  name: 'external-packages',
  setup: (build) =>
    build.onResolve({ filter: /^[^./]/ }, ({ path: id, kind }) =>
      kind === 'entry-point' ||
      id.startsWith('@binnacle/') ||
      id.startsWith('/') ||
      bundledPackages.includes(id.split('/')[0])
        ? undefined
        : { path: id, external: true },
    ),
};
