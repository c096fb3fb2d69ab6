import { stringify } from 'yaml';

/** A kubeconfig with two users: admin, and viewer who may do nothing until bound. The context is admin's. */
export const createKubeconfig = (cluster: {
  name: string;
  url: string;
  ca: string;
  tokens: { admin: string; viewer: string };
}): string => {
  const { name, url, ca, tokens } = cluster;
  const user = (role: 'admin' | 'viewer') => ({ name: `${name}-${role}`, user: { token: tokens[role] } });
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { server: url, 'certificate-authority-data': Buffer.from(ca).toString('base64') } }],
    users: [user('admin'), user('viewer')],
    contexts: [
      { name, context: { cluster: name, user: `${name}-admin` } },
      { name: `${name}-viewer`, context: { cluster: name, user: `${name}-viewer` } },
    ],
    'current-context': name,
  });
};
