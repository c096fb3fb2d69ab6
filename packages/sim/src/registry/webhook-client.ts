/** Where webhooks listen. Source: apiserver `util/webhook/validation.go`. */
import { X509Certificate } from 'node:crypto';
import { dnsSubdomainProblems, invalidField, requiredField } from '@binnacle/kube/api';
import type { FieldError, WebhookClientConfig } from '@binnacle/kube/api';

const FORM = 'desired format: https://host[/path]';

const validateUrl = (text: string, at: string): FieldError[] => {
  const match = /^(?:([a-z][a-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/i.exec(text);
  const [, scheme = '', authority = '', , query = '', fragment = ''] = match ?? [];
  const [host = '', user] = authority.split('@').reverse();
  const errors: FieldError[] = [];
  if (scheme !== 'https') errors.push(invalidField(at, scheme, `'https' is the only allowed URL scheme; ${FORM}`));
  if (host === '') errors.push(invalidField(at, host, `host must be specified; ${FORM}`));
  if (user !== undefined) errors.push(invalidField(at, user, 'user information is not permitted in the URL'));
  if (fragment !== '') errors.push(invalidField(at, fragment, 'fragments are not permitted in the URL'));
  if (query !== '') errors.push(invalidField(at, query, 'query parameters are not permitted in the URL'));
  return errors;
};

const validateServicePath = (path: string, at: string): FieldError[] => {
  if (path === '' || path === '/') return [];
  if (path === '//') return [invalidField(at, path, 'segment[0] may not be empty')];
  const errors = path.startsWith('/') ? [] : [invalidField(at, path, "must start with a '/'")];
  const steps = path.slice(1).replace(/\/$/, '').split('/');
  steps.forEach((step, i) => {
    if (step === '') errors.push(invalidField(at, path, `segment[${i}] may not be empty`));
    else
      for (const problem of dnsSubdomainProblems(step))
        errors.push(invalidField(at, path, `segment[${i}]: ${problem}`));
  });
  return errors;
};

/** Whether a base64 text is one or more certificates in PEM. */
export const isCaBundle = (base64: string): boolean => {
  const blocks = Buffer.from(base64, 'base64')
    .toString('utf8')
    .match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g);
  try {
    return blocks !== null && blocks.every((pem) => new X509Certificate(pem).raw.length > 0);
  } catch {
    return false;
  }
};

/** Throws nothing: tells everything that is wrong with where a webhook is said to listen. */
export const validateClientConfig = ({ url, service }: WebhookClientConfig, at: string): FieldError[] => {
  const errors: FieldError[] = [];
  if ((url === undefined) === (service === undefined))
    errors.push(requiredField(at, 'exactly one of url or service is required'));
  else if (url !== undefined) errors.push(...validateUrl(url, `${at}.url`));
  else if (service !== undefined) {
    const { name = '', namespace = '', path, port = 443 } = service;
    // Upstream calls its own check with the two the other way round.
    if (namespace === '') errors.push(requiredField(`${at}.service.name`));
    if (name === '') errors.push(requiredField(`${at}.service.namespace`));
    if (port < 1 || port > 65535)
      errors.push(
        invalidField(`${at}.service.port`, port, 'port is not valid: must be between 1 and 65535, inclusive'),
      );
    if (path !== undefined) errors.push(...validateServicePath(path, `${at}.service.path`));
  }
  return errors;
};
