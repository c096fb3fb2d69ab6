import type { ClusterSummary, MeReply } from '@binnacle/api';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { people } from '../../api/people.ts';
import { clustersPath, toFleetPath } from '../../resource/routes.ts';
import { go } from '../../resource/use-place.ts';
import { Sheet } from '../../ui/sheet.tsx';
import classes from '../../ui/sheet.module.css';
import { StatusText } from '../../ui/status.tsx';
import { useUsers } from '../people/use-people.ts';

export interface WelcomePageProps {
  me: MeReply;
  clusters: readonly ClusterSummary[];
}

/** What a new installation still needs, each step with the page that does it. Nothing here must be done. */
export function WelcomePage({ me, clusters }: WelcomePageProps) {
  const { t } = useTranslation();
  const users = useUsers('', 0).data?.total ?? 0;
  const providers = useQuery({
    queryKey: ['providers'],
    queryFn: async ({ signal }) => (await people.providers({ signal })).items,
  });
  const named = providers.data?.map(({ name }) => name).join(', ') ?? '';
  return (
    <Sheet title={t('welcome.title')} scrolling>
      <p className={classes.count}>{t('welcome.lead')}</p>
      <Step done={!me.user.must_change_password} title={t('welcome.password')} text={t('welcome.passwordText')} />
      <Step
        done={clusters.length > 0}
        title={t('welcome.clusters')}
        text={t('welcome.clustersText', { count: clusters.length })}
        action={<Go to={clustersPath} text={t('clusters.title')} />}
      />
      <Step
        done={users > 1}
        title={t('welcome.people')}
        text={t('welcome.peopleText')}
        action={<Go to={toFleetPath('people')} text={t('people.title')} />}
      />
      <Step done={named !== ''} title={t('welcome.provider')} text={named === '' ? t('welcome.providerText') : named} />
      <div>
        <Button onClick={() => go('/')}>{t('welcome.finish')}</Button>
      </div>
    </Sheet>
  );
}

function Go({ to, text }: { to: string; text: string }) {
  return (
    <Button size="xs" variant="default" onClick={() => go(to)}>
      {text}
    </Button>
  );
}

function Step(props: { done: boolean; title: string; text: string; action?: ReactNode }) {
  const { t } = useTranslation();
  return (
    <section className={classes.card} aria-label={props.title}>
      <div className={classes.cardHead}>
        <h2>{props.title}</h2>
        <StatusText tone={props.done ? 'ok' : 'idle'} text={props.done ? t('welcome.done') : t('welcome.open')} />
        <span className={classes.end}>{props.action}</span>
      </div>
      <p>{props.text}</p>
    </section>
  );
}
