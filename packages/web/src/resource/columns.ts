import type { WireColumn } from '@binnacle/api';
import type { TextKey } from '../ui/text/text-key.ts';
import { isStatusColumn } from '../ui/tone.ts';

/** Name and Namespace, which every list has and the server's columns leave out. */
export type LeadColumn = 'name' | 'namespace';

/** One column as drawn. `cell` is the index in the row's cells; absent for the lead columns. */
export interface TableColumn {
  id: string;
  /** What the server calls it in `sortBy`. */
  sortBy: string;
  name: string;
  type: WireColumn['type'];
  priority: 0 | 1;
  cell?: number;
  /** Shows what the row uses instead. */
  usage?: 'cpu' | 'memory';
  /** Reserved width in px: content never moves a column. */
  width: number;
  /** Takes what room is left. */
  grows: boolean;
  alignEnd: boolean;
}

const labels: Readonly<Record<string, TextKey>> = {
  CPU: 'column.cpu',
  Memory: 'column.memory',
  Name: 'column.name',
  Namespace: 'column.namespace',
  Age: 'column.age',
  Status: 'column.status',
  Phase: 'column.phase',
  Ready: 'column.ready',
  Restarts: 'column.restarts',
  Node: 'column.node',
  IP: 'column.ip',
  'Up-to-date': 'column.upToDate',
  Available: 'column.available',
  Containers: 'column.containers',
  Images: 'column.images',
  Selector: 'column.selector',
  Type: 'column.type',
  Data: 'column.data',
  Desired: 'column.desired',
  Current: 'column.current',
  Roles: 'column.roles',
  Version: 'column.version',
  Reason: 'column.reason',
  Object: 'column.object',
  Message: 'column.message',
  'Last Seen': 'column.lastSeen',
  Count: 'column.count',
};

/** The text key of a column's header, where it has one; kubectl's own name serves otherwise. */
export const labelOfColumn = (name: string): TextKey | undefined => labels[name];

const widths: Readonly<Record<string, number>> = {
  Status: 158,
  Ready: 74,
  Restarts: 88,
  'Up-to-date': 104,
  Available: 100,
  Age: 68,
  IP: 132,
  Node: 176,
  Containers: 150,
  Images: 280,
  Selector: 220,
  Message: 300,
  Reason: 142,
  Object: 220,
  Type: 108,
  Roles: 130,
  Version: 100,
  Capacity: 92,
  'Access Modes': 120,
  StorageClass: 128,
  'Nominated Node': 140,
  'Readiness Gates': 130,
  'Cluster-IP': 132,
  'External-IP': 132,
  'Port(s)': 180,
  'Internal-IP': 132,
  'OS-Image': 220,
  'Kernel-Version': 180,
  'Container-Runtime': 180,
};
const typeWidths: Readonly<Record<WireColumn['type'], number>> = {
  string: 150,
  integer: 96,
  number: 96,
  boolean: 84,
  date: 92,
};

const nameColumn: TableColumn = {
  id: 'name',
  sortBy: 'name',
  name: 'Name',
  type: 'string',
  priority: 0,
  // Pods with all that is shown of them fit a window of 1280 px.
  width: 204,
  grows: true,
  alignEnd: false,
};

/** The table's columns: Name, Namespace where objects have one, then the server's. */
export const toTableColumns = (columns: readonly WireColumn[], namespaced: boolean): TableColumn[] => {
  const lead: TableColumn[] = [nameColumn];
  if (namespaced) {
    lead.push({ ...nameColumn, id: 'namespace', sortBy: 'namespace', name: 'Namespace', width: 120, grows: false });
  }
  // Where a sentence is the point of the row, it takes the room that is left instead of the name.
  const wordy = columns.some((column) => column.name === 'Message');
  const shownLead = wordy
    ? lead.map((column) => ({ ...column, grows: false, width: column.id === 'name' ? 150 : 110 }))
    : lead;
  return [
    ...shownLead,
    ...columns.map((column, cell) => ({
      id: column.name,
      sortBy: column.name,
      name: column.name,
      type: column.type,
      priority: column.priority,
      cell,
      width: widths[column.name] ?? Math.max(typeWidths[column.type], column.name.length * 8 + 40),
      grows: column.name === 'Message',
      alignEnd: column.type === 'integer' || column.type === 'number',
    })),
  ];
};

/** For narrow screens: a shorter name, the state beside it, the namespace last. */
export const toNarrowColumns = (columns: readonly TableColumn[]): TableColumn[] => {
  const place = (column: TableColumn): number => {
    if (column.id === 'name') return 0;
    if (isStatusColumn(column)) return 1;
    return column.id === 'namespace' ? 3 : 2;
  };
  return columns
    .map((column) => (column.id === 'name' ? { ...column, width: 168 } : column))
    .map((column) => (isStatusColumn(column) ? { ...column, width: 150 } : column))
    .sort((a, b) => place(a) - place(b));
};

/** The order a list of these columns begins with: the newest first where rows are happenings, else by name. */
export const defaultSort = (columns: readonly WireColumn[]): { sortBy: string; order: 'asc' | 'desc' } =>
  columns.some((column) => column.name === 'Last Seen')
    ? { sortBy: 'Last Seen', order: 'desc' }
    : { sortBy: 'name', order: 'asc' };

/** Column ids shown when the reader chose nothing. */
export const defaultColumns = (columns: readonly TableColumn[]): string[] =>
  columns.filter((column) => column.priority === 0).map((column) => column.id);

/** Widths of a table's columns, with a first one to select by, if any, and a last one for the row's actions. */
export interface TableLayout {
  /** CSS `grid-template-columns`. */
  template: string;
  /** px; every row is at least as wide, so that all rows share their columns whatever they hold. */
  minWidth: number;
}

export const toLayout = (
  columns: readonly TableColumn[],
  { selectWidth, actionsWidth }: { selectWidth: number; actionsWidth: number },
): TableLayout => {
  const tracks = columns.map(({ grows, width }) => (grows ? `minmax(${width}px, 1fr)` : `${width}px`));
  return {
    template: [...(selectWidth === 0 ? [] : [`${selectWidth}px`]), ...tracks, `${actionsWidth}px`].join(' '),
    minWidth: columns.reduce((sum, column) => sum + column.width, selectWidth + actionsWidth),
  };
};
