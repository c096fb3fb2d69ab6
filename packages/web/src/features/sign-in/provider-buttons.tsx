import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { people } from '../../api/people.ts';
import classes from './sign-in.module.css';

/** Whom one can sign in through beside the password; nothing where there is nobody. */
export function ProviderButtons() {
  const { t } = useTranslation();
  const { data = [] } = useQuery({
    queryKey: ['providers'],
    queryFn: async ({ signal }) => (await people.providers({ signal })).items,
  });
  if (data.length === 0) return null;
  return (
    <div className={classes.providers}>
      <span>{t('signIn.or')}</span>
      {data.map(({ id, name }) => (
        <Button
          key={id}
          component="a"
          href={people.providerPath(id, location.pathname + location.search)}
          variant="default"
          fullWidth
        >
          {t('signIn.with', { name })}
        </Button>
      ))}
    </div>
  );
}
