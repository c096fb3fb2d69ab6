import type { WireTemplateChange } from '@binnacle/api';
import classes from './yaml.module.css';

const toText = (value: unknown): string =>
  value === null || value === undefined ? '–' : typeof value === 'string' ? value : JSON.stringify(value);

/** Fields that differ, each with what it was and what it becomes. */
export function ChangeList({ changes }: { changes: readonly WireTemplateChange[] }) {
  return (
    <ul className={classes.changes}>
      {changes.map((change) => (
        <li key={change.path}>
          <code>{change.path}</code>
          <del>{toText(change.from)}</del>
          <span aria-hidden="true">→</span>
          <ins>{toText(change.to)}</ins>
        </li>
      ))}
    </ul>
  );
}
