import { useTranslation } from 'react-i18next';
import { Loaded } from '../../ui/loaded.tsx';
import { Table } from '../../ui/sheet.tsx';
import classes from './people.module.css';
import { useVerbs } from './use-people.ts';

/** Everything that a rule can name, for those who write one. */
export function VerbList() {
  const { t } = useTranslation();
  const verbs = useVerbs();
  return (
    <details className={classes.verbs}>
      <summary>{t('people.verbList')}</summary>
      <div>
        <Loaded result={verbs}>
          {(items) => (
            <Table
              label={t('people.verbList')}
              columns={[t('people.verb'), t('people.resource'), t('people.leastRole'), t('people.does')]}
            >
              {items.map(({ operation, verb, resource, level, summary }) => (
                <tr key={operation}>
                  <td>
                    <code>{verb}</code>
                  </td>
                  <td>
                    <code>{resource}</code>
                  </td>
                  <td>{level}</td>
                  <td>{summary}</td>
                </tr>
              ))}
            </Table>
          )}
        </Loaded>
      </div>
    </details>
  );
}
