import type { SignInProblem } from '@binnacle/api';
import { fromThrown, type ConsoleError } from '@binnacle/api/client';
import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useEffect, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { client, queryClient } from '../../api/client.ts';
import { Mark } from '../../ui/icons.tsx';
import { useErrorText } from '../../ui/states.tsx';
import { ToneIcon } from '../../ui/status.tsx';
import { languages, setLanguage } from '../../ui/text/i18n.ts';
import { ProviderButtons } from './provider-buttons.tsx';
import { parseSignInHash, problemTexts } from './sign-in-hash.ts';
import classes from './sign-in.module.css';

/** Takes what the hash says out of the address before anything else: a code in the history could be found there. */
const takeHash = (): ReturnType<typeof parseSignInHash> => {
  if (!location.hash.startsWith('#/sign-in')) return {};
  const said = parseSignInHash(location.hash);
  history.replaceState(null, '', location.pathname + location.search);
  return said;
};

const enter = async (): Promise<void> => {
  await queryClient.resetQueries({ queryKey: ['me'] });
};

/** Signs in with a password, through a provider, or by itself with the one-time link's code. */
export function SignIn() {
  const { t, i18n } = useTranslation();
  const textOf = useErrorText();
  const [username, setUsername] = useState('admin');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ConsoleError>();
  const [problem, setProblem] = useState<SignInProblem>();

  const attempt = async (call: () => Promise<unknown>): Promise<void> => {
    setBusy(true);
    setError(undefined);
    setProblem(undefined);
    try {
      await call();
      await enter();
    } catch (thrown) {
      setError(fromThrown(thrown));
      // The page behind asks again who is signed in: a used link does not end a good session.
      void queryClient.invalidateQueries({ queryKey: ['me'] });
    } finally {
      setBusy(false);
    }
  };

  useEffect(() => {
    document.title = 'Binnacle';
    const redeem = (): void => {
      const { code, problem: told } = takeHash();
      if (told !== undefined) setProblem(told);
      if (code !== undefined) void attempt(() => client.redeem(code));
    };
    redeem();
    // A link opened in the tab that already shows this page changes the hash alone.
    window.addEventListener('hashchange', redeem);
    return () => window.removeEventListener('hashchange', redeem);
  });

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void attempt(() => client.login(username, password));
  };

  return (
    <main className={classes.page}>
      <div className={classes.card}>
        <div className={classes.head}>
          <Mark size={44} />
          <h1>{t('signIn.title')}</h1>
          <p>{t('signIn.lead')}</p>
        </div>
        <form className={classes.form} onSubmit={submit}>
          <TextInput
            label={t('signIn.username')}
            value={username}
            onChange={(event) => setUsername(event.currentTarget.value)}
            autoComplete="username"
            required
            withAsterisk={false}
          />
          <PasswordInput
            label={t('signIn.password')}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            autoComplete="current-password"
            visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
            required
            withAsterisk={false}
            autoFocus
          />
          {error === undefined && problem === undefined ? null : (
            <div className={classes.error} role="alert">
              <ToneIcon tone="bad" size={16} />
              <span>{error === undefined ? t(problemTexts[problem ?? 'provider']) : textOf(error)}</span>
            </div>
          )}
          <Button type="submit" fullWidth loading={busy}>
            {t('signIn.submit')}
          </Button>
        </form>
        <ProviderButtons />
        <div className={classes.languages}>
          {languages.map((language) => (
            <button
              key={language.value}
              type="button"
              lang={language.value}
              aria-pressed={i18n.language === language.value}
              onClick={() => void setLanguage(language.value)}
            >
              {language.label}
            </button>
          ))}
        </div>
      </div>
    </main>
  );
}
