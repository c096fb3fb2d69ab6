import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { findKind, type KubeObject } from '@binnacle/kube/api';
import { parseKubeconfig } from '@binnacle/kube/client';
import { startIdentityProvider, type TestIdentityProvider } from '@binnacle/server/testing/identity-provider';
import type { PageOptions } from './browser.ts';
import { accessibilityFindings, keepScreenshot, useConsole } from './console.ts';
import { gone, rowOf, visible } from './look.ts';

const api = '/api/console/v1';
const client = { id: 'binnacle', secret: 'a secret of the tests' };
const ada = {
  sub: 'subject-of-ada',
  preferred_username: 'ada',
  name: 'Ada Lovelace',
  email: 'ada@example.com',
  groups: ['engineers'],
};
const rbac = 'rbac.authorization.k8s.io';

let provider: TestIdentityProvider;
const stage = useConsole(async () => {
  provider = await startIdentityProvider();
  return {
    BINNACLE_OIDC_ISSUER: provider.issuer,
    BINNACLE_OIDC_CLIENT_ID: client.id,
    BINNACLE_OIDC_CLIENT_SECRET: client.secret,
    BINNACLE_OIDC_NAME: 'Team account',
  };
});

beforeAll(async () => {
  provider.register({ ...client, redirectUri: `${stage.server.url}${api}/auth/providers/oidc/callback` });
  // By our own rules engineers see everything: what they do not see, the cluster does not let them see.
  await make('/bindings', { role: 'viewer', subject: { kind: 'group', name: 'engineers' } });
  const roles = findKind({ group: rbac, plural: 'rolebindings' })!;
  await stage.client.create(roles, {
    apiVersion: `${rbac}/v1`,
    kind: 'RoleBinding',
    metadata: { name: 'ada', namespace: 'shop' },
    roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: 'view' },
    subjects: [{ apiGroup: rbac, kind: 'User', name: 'ada' }],
  } as KubeObject);
});
afterAll(() => provider?.close());

const make = async (path: string, body: unknown): Promise<void> => {
  const { status } = await stage.server.call('POST', `${api}${path}`, body);
  expect(status).toBe(201);
};
const open = async (path: string, options?: PageOptions): Promise<Page> => {
  const page = await stage.open(options);
  await page.goto(`${stage.server.url}${path}`);
  return page;
};
/** Whoever sits at the provider, by its button. */
const throughProvider = async (path: string, options?: PageOptions): Promise<Page> => {
  const page = await open(path, options);
  await page.getByRole('link', { name: /Team account/ }).click();
  return page;
};
const asAda = async (path: string, options?: PageOptions): Promise<Page> => {
  provider.present(ada);
  const page = await throughProvider(path, options);
  await visible(page.locator('main h1'));
  return page;
};
const asAdministrator = async (path: string): Promise<Page> => {
  const page = await stage.signedIn(path);
  await visible(page.locator('main h1'));
  return page;
};
/** Chooses in the cluster's dialog in whose name it is used. */
const identify = async (page: Page, choice: string): Promise<void> => {
  await page.getByRole('button', { name: 'Actions for production', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Edit', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Edit' });
  await dialog.getByLabel('In whose name it is used').selectOption({ label: choice });
  await keepScreenshot(page, 'clusters-identity');
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await gone(dialog);
};

describe('signing in through a provider', () => {
  test('leads back to the page that was asked for, with the rights of the person’s groups', async () => {
    const page = await open('/clusters');
    await visible(page.getByRole('link', { name: 'Sign in with Team account', exact: true }));
    await keepScreenshot(page, 'sign-in-provider');
    provider.present(ada);
    await page.getByRole('link', { name: 'Sign in with Team account', exact: true }).click();
    await visible(page.getByRole('heading', { name: 'Clusters', level: 1, exact: true }));
    expect(new URL(page.url()).pathname).toBe('/clusters');
    await visible(rowOf(page, 'production').first());
    expect(await page.getByRole('button', { name: 'Add a cluster', exact: true }).count()).toBe(0);
    await page.goto(`${stage.server.url}/profile`);
    await visible(page.getByText('Ada Lovelace').first());
    await visible(page.getByRole('cell', { name: 'Through a provider', exact: false }).first());
  });

  test('says why it came to nothing', async () => {
    provider.present(undefined);
    const refused = await throughProvider('/clusters');
    await visible(refused.getByRole('alert').getByText('The provider refused the sign-in.'));
    expect(new URL(refused.url()).hash).toBe('');

    await make('/users', { username: 'grace', password: 'a first password', temporary: false });
    provider.present({ ...ada, sub: 'another subject', preferred_username: 'grace' });
    const taken = await throughProvider('/', { language: 'zh-CN', theme: 'dark' });
    await visible(taken.getByRole('alert'));
    await keepScreenshot(taken, 'sign-in-taken-dark-zh');
    expect(await accessibilityFindings(taken)).toEqual([]);
    await taken.getByRole('button', { name: 'English', exact: true }).click();
    await visible(taken.getByRole('link', { name: 'Sign in with Team account', exact: true }));
  });
});

describe('in whose name a cluster is used', () => {
  test('by impersonation, everybody sees what the cluster itself lets them see', async () => {
    const before = await asAda('/clusters/production/core/v1/namespaces');
    await visible(rowOf(before, 'kube-system'));
    const page = await asAdministrator('/clusters');
    await identify(page, 'The reader’s, by impersonation');

    const own = await asAda('/clusters/production/core/v1/namespaces');
    await visible(rowOf(own, 'shop'));
    expect(await rowOf(own, 'kube-system').count()).toBe(0);
    await own.goto(`${stage.server.url}/clusters/production/core/v1/nodes`);
    await visible(own.getByText('the cluster does not let you list nodes', { exact: false }).first());
    await keepScreenshot(own, 'clusters-impersonated');
  });

  test('by tokens of their own, which the profile takes, tries and forgets', async () => {
    const page = await asAdministrator('/clusters');
    await identify(page, 'The reader’s, by a token of their own');
    const own = await asAda('/profile');
    const card = own.getByRole('region', { name: 'Tokens for clusters' }).first();
    await visible(card.getByText('Missing: the cluster refuses you', { exact: true }));
    const give = async (token: string) => {
      const dialog = own.getByRole('dialog', { name: 'Give a token' });
      await dialog.getByLabel('Token', { exact: true }).fill(token);
      await dialog.getByRole('button', { name: 'Give a token', exact: true }).click();
      return dialog;
    };
    await card.getByRole('button', { name: 'Give a token', exact: true }).click();
    const dialog = await give('a-token-of-nobody');
    await visible(dialog.getByText('token is refused by the cluster', { exact: false }));
    await keepScreenshot(own, 'profile-token-refused');
    await give(tokenOf('production'));
    await gone(dialog);
    await visible(card.getByText('Given', { exact: true }));
    await keepScreenshot(own, 'profile-tokens');
    expect(await own.content()).not.toContain(tokenOf('production'));

    await own.goto(`${stage.server.url}/clusters/production/core/v1/namespaces`);
    await visible(rowOf(own, 'kube-system'));
    await own.goto(`${stage.server.url}/profile`);
    await card.getByRole('button', { name: 'Forget the token', exact: true }).click();
    await own
      .getByRole('dialog', { name: 'Forget the token' })
      .getByRole('button', { name: 'Forget the token' })
      .click();
    await visible(card.getByText('Missing: the cluster refuses you', { exact: true }));
  });
});

const tokenOf = (context: string): string => {
  const target = parseKubeconfig(stage.kubeconfig).targets.find(({ name }) => name === context);
  if (target?.credentials.type !== 'token') throw new Error(`${context} has no token`);
  return target.credentials.token;
};

describe.each(['light', 'dark'] as const)('accessibility, %s', (theme) => {
  test('of the sign-in page with a provider, and of the profile with tokens', async () => {
    const { status } = await stage.server.call('PATCH', `${api}/clusters/production`, { identity: 'own' });
    expect(status).toBe(200);
    const language = theme === 'dark' ? 'zh-CN' : 'en';
    const page = await open('/', { theme, language });
    await visible(page.getByRole('link', { name: /Team account/ }));
    expect(await accessibilityFindings(page)).toEqual([]);
    await keepScreenshot(page, theme === 'dark' ? 'sign-in-dark-zh' : 'sign-in-light');
    const own = await asAda('/profile', { theme, language });
    await visible(own.getByRole('region', { name: theme === 'dark' ? '集群令牌' : 'Tokens for clusters' }).first());
    expect(await accessibilityFindings(own)).toEqual([]);
  });
});
