import type { MeshReply, WireMeshRoute } from '@binnacle/api';
import { useTranslation } from 'react-i18next';
import classes from './mesh.module.css';
import { layOut, rowHeight, ruleOf, type PlacedRoute } from './route-layout.ts';

type VirtualService = MeshReply['virtual_services'][number];

const width = 960;
const columns = { entry: 0, match: 270, target: 640 };
const boxes = { entry: 200, match: 280, target: 320 };

/** A box with one or two lines of text, cut by its own width. */
function Box(props: { x: number; y: number; wide: number; lines: readonly string[]; look?: string | undefined }) {
  const { x, y, wide, lines, look } = props;
  return (
    <foreignObject x={x} y={y} width={wide} height={rowHeight - 8}>
      <div className={`${classes.box} ${look ?? ''}`} title={lines.join('\n')}>
        {lines.map((line, index) => (
          <span key={index} className="bn-ellipsis">
            {line}
          </span>
        ))}
      </div>
    </foreignObject>
  );
}

const curve = (from: { x: number; y: number }, to: { x: number; y: number }): string => {
  const middle = (from.x + to.x) / 2;
  return `M${from.x} ${from.y}C${middle} ${from.y} ${middle} ${to.y} ${to.x} ${to.y}`;
};

const middleOf = (y: number): number => y + (rowHeight - 8) / 2;

function Route({
  placed,
  rules,
  entry,
}: {
  placed: PlacedRoute;
  rules: MeshReply['destination_rules'];
  entry: number;
}) {
  const { t } = useTranslation();
  const { route, y, targets } = placed;
  const what = route.matches.length === 0 ? [t('mesh.anything')] : route.matches;
  const more = what.length > 2 ? [t('mesh.alternatives', { shown: what.length - 1 })] : what.slice(1, 2);
  const notes = route.notes.join(' · ');
  return (
    <g>
      <path
        className={classes.edge}
        d={curve({ x: columns.entry + boxes.entry, y: entry }, { x: columns.match, y: middleOf(y) })}
      />
      <Box
        x={columns.match}
        y={y}
        wide={boxes.match}
        lines={[what[0] ?? '', ...(notes === '' ? more : [notes])]}
        look={classes.match}
      />
      {targets.map(({ destination, y: at }, index) => {
        const labels = ruleOf(rules, destination);
        const port = destination.port === null ? '' : `:${destination.port}`;
        const isLost = destination.subset !== '' && labels === undefined;
        return (
          <g key={index}>
            <path
              className={classes.edge}
              style={{ strokeWidth: 1.5 + destination.weight / 18 }}
              d={curve({ x: columns.match + boxes.match, y: middleOf(y) }, { x: columns.target, y: middleOf(at) })}
            />
            <text className={classes.weight} x={columns.target - 12} y={middleOf(at) - 6} textAnchor="end">
              {`${destination.weight} %`}
            </text>
            <Box
              x={columns.target}
              y={at}
              wide={boxes.target}
              lines={[
                `${destination.host}${port}`,
                destination.subset === ''
                  ? t('mesh.noSubset')
                  : isLost
                    ? t('mesh.lostSubset', { subset: destination.subset })
                    : `${destination.subset}: ${labels ?? ''}`,
              ]}
              look={isLost ? classes.lost : undefined}
            />
          </g>
        );
      })}
    </g>
  );
}

/** One line for those who do not see the picture. */
const spoken = ({ matches, destinations }: WireMeshRoute, anything: string): string =>
  `${matches.length === 0 ? anything : matches.join(' | ')} → ${destinations
    .map(({ host, subset, weight }) => `${host}${subset === '' ? '' : ` ${subset}`} ${weight} %`)
    .join(', ')}`;

/** Where requests to some hosts go: hosts, what a request must be like, destinations as wide as their share. */
export function RoutePicture({ service, rules }: { service: VirtualService; rules: MeshReply['destination_rules'] }) {
  const { t } = useTranslation();
  const { routes, height } = layOut(service.routes);
  const entry = height / 2;
  const label = `${service.hosts.join(', ')}: ${service.routes.map((route) => spoken(route, t('mesh.anything'))).join('; ')}`;
  return (
    <div className={classes.picture} tabIndex={0} role="region" aria-label={service.name}>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
        {routes.map((placed, index) => (
          <Route key={index} placed={placed} rules={rules} entry={entry} />
        ))}
        <Box
          x={columns.entry}
          y={entry - (rowHeight - 8) / 2}
          wide={boxes.entry}
          lines={[
            service.hosts.join(', '),
            service.gateways.length === 0 ? t('mesh.inside') : service.gateways.join(', '),
          ]}
          look={classes.entry}
        />
      </svg>
    </div>
  );
}
