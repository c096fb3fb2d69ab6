import type { MeshReply, WireMeshRoute } from '@binnacle/api';

/** Of one line of boxes, with the space below it. */
export const rowHeight = 52;

type Destination = WireMeshRoute['destinations'][number];

export interface PlacedRoute {
  route: WireMeshRoute;
  /** Of its box. */
  y: number;
  targets: { destination: Destination; y: number }[];
}

/** Routes one below the other, each as tall as it has destinations and its own box in their middle. */
export const layOut = (routes: readonly WireMeshRoute[]): { routes: PlacedRoute[]; height: number } => {
  let top = 0;
  const placed = routes.map((route): PlacedRoute => {
    const rows = Math.max(1, route.destinations.length);
    const targets = route.destinations.map((destination, index) => ({ destination, y: top + index * rowHeight }));
    const y = top + ((rows - 1) * rowHeight) / 2;
    top += rows * rowHeight;
    return { route, y, targets };
  });
  return { routes: placed, height: Math.max(rowHeight, top) };
};

/** `version=v2, tier=web` */
export const labelText = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');

/** The labels that a destination's subset has, by any rule for its host; undefined when none defines it. */
export const ruleOf = (
  rules: MeshReply['destination_rules'],
  { host, subset }: Pick<Destination, 'host' | 'subset'>,
): string | undefined => {
  const short = (name: string) => name.split('.')[0];
  for (const rule of rules) {
    if (short(rule.host) !== short(host)) continue;
    const found = rule.subsets.find(({ name }) => name === subset);
    if (found !== undefined) return labelText(found.labels);
  }
  return undefined;
};
