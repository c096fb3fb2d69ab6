import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { Age } from '../../ui/age.tsx';
import { formatCount } from '../../ui/format.ts';
import { StatusText } from '../../ui/status.tsx';
import type { TextKey } from '../../ui/text/text-key.ts';
import type { ContainerView } from './containers.ts';
import classes from './detail.module.css';

const types: Readonly<Record<ContainerView['type'], TextKey | undefined>> = {
  container: undefined,
  init: 'container.init',
  ephemeral: 'container.ephemeral',
};

function State({ state }: { state: NonNullable<ContainerView['state']> }) {
  return (
    <>
      <StatusText tone={state.tone} text={state.text} />
      {state.since === '' ? null : (
        <div className={classes.sub}>
          <Age at={state.since} />
        </div>
      )}
    </>
  );
}

/** The containers with image, state, restarts and resources. */
export function ContainersCard({ containers }: { containers: readonly ContainerView[] }) {
  const { t } = useTranslation();
  const running = containers.some((container) => container.state !== undefined);
  return (
    <section className={classes.card}>
      <h2>
        {t('detail.containers')} <small>{containers.length}</small>
      </h2>
      <div className={classes.scroll} tabIndex={0} role="region" aria-label={t('detail.containers')}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t('column.name')}</th>
              {running ? <th scope="col">{t('container.state')}</th> : null}
              {running ? <th scope="col">{t('column.restarts')}</th> : null}
              <th scope="col">{t('container.image')}</th>
              <th scope="col">{t('container.resources')}</th>
              <th scope="col">{t('container.ports')}</th>
            </tr>
          </thead>
          <tbody>
            {containers.map((container) => {
              const type = types[container.type];
              const detail = container.state?.detail ?? '';
              return (
                <Fragment key={`${container.type}/${container.name}`}>
                  <tr>
                    <td className={classes.nowrap}>
                      {container.name}
                      {type === undefined ? null : <div className={classes.sub}>{t(type)}</div>}
                    </td>
                    {running ? (
                      <td>{container.state === undefined ? '–' : <State state={container.state} />}</td>
                    ) : null}
                    {running ? <td className="bn-number">{formatCount(container.restarts ?? 0)}</td> : null}
                    <td className={classes.image}>{container.image}</td>
                    <td className={`${classes.nowrap} bn-number`}>
                      {container.resources.length === 0
                        ? '–'
                        : container.resources.map((line) => <div key={line}>{line}</div>)}
                    </td>
                    <td className={classes.nowrap}>{container.ports === '' ? '–' : container.ports}</td>
                  </tr>
                  {detail === '' ? null : (
                    <tr>
                      <td colSpan={6} className={classes.detail}>
                        {detail}
                      </td>
                    </tr>
                  )}
                </Fragment>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}
