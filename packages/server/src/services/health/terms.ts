/** The words by which rules find objects. */

/** An object with this label, in whatever namespace. */
export const labelTerm = (key: string, value: string): string => `${key}=${value}`;
/** What belongs to a Service. */
export const serviceTerm = (namespace: string, name: string): string => `${namespace}/${name}`;
/** What has or is about a host, by its full name. */
export const hostTerm = (host: string): string => host;
/** What routes a host at a gateway; `mesh` for sidecars. */
export const claimTerm = (gateway: string, host: string): string => `${gateway} ${host}`;
/** What holds for a whole namespace, or for some of it. */
export const namespaceTerm = (namespace: string): string => namespace;
