import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { queryClient } from '../api/client.ts';
import { useMe } from '../api/queries.ts';
import { cssVariables, theme } from '../ui/theme.ts';
import { fromThrown } from '@binnacle/api/client';
import { Failure } from '../ui/states.tsx';
import { MoreTexts } from '../ui/text/more-texts.tsx';
import { Toasts } from '../ui/toast.tsx';
import { Shell } from './shell.tsx';

const SignIn = lazy(async () => ({ default: (await import('../features/sign-in/sign-in.tsx')).SignIn }));

const ChoosePassword = lazy(async () => ({
  default: (await import('../features/sign-in/choose-password.tsx')).ChoosePassword,
}));

const schemeManager = localStorageColorSchemeManager({ key: 'binnacle.theme' });

/** The one-time link's code, `/#/sign-in?code=…`. */
const codeInLink = (): boolean => location.hash.startsWith('#/sign-in');

function Door() {
  const me = useMe();
  if (codeInLink() || me.data === null) {
    return (
      <Suspense fallback={null}>
        <MoreTexts>
          <SignIn />
        </MoreTexts>
      </Suspense>
    );
  }
  if (me.data?.user.must_change_password) {
    return (
      <Suspense fallback={null}>
        <MoreTexts>
          <ChoosePassword me={me.data} />
        </MoreTexts>
      </Suspense>
    );
  }
  if (me.data !== undefined) return <Shell me={me.data} />;
  if (me.error !== null) return <Failure page error={fromThrown(me.error)} onRetry={() => void me.refetch()} />;
  return null;
}

export function App() {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      colorSchemeManager={schemeManager}
    >
      <QueryClientProvider client={queryClient}>
        <Door />
        <Toasts />
      </QueryClientProvider>
    </MantineProvider>
  );
}
