import { describe, expect, it } from 'vitest';
import {
  configKeyProblems,
  dns1035LabelProblems,
  dnsLabelProblems,
  dnsSubdomainProblems,
  labelValueProblems,
  pathSegmentProblems,
  qualifiedNameProblems,
} from './names.ts';

const long = (length: number): string => 'a'.repeat(length);

// Sentences printed by k8s.io/apimachinery v0.34.4, util/validation.
const LABEL =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const SUBDOMAIN =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const DNS_1035 =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";
const NAME =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const CONFIG_KEY =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

describe('names', () => {
  it.each<[(value: string) => string[], string, string[]]>([
    [dnsLabelProblems, 'my-name', []],
    [dnsLabelProblems, 'My', [LABEL]],
    [dnsLabelProblems, 'a.b', ['must not contain dots']],
    [dnsLabelProblems, long(64), ['must be no more than 63 characters']],
    [dnsSubdomainProblems, 'a.b-c.d', []],
    [dnsSubdomainProblems, '', [SUBDOMAIN]],
    [dnsSubdomainProblems, 'a..b', [SUBDOMAIN]],
    [dnsSubdomainProblems, long(254), ['must be no more than 253 characters']],
    [dns1035LabelProblems, '1a', [DNS_1035]],
    [qualifiedNameProblems, 'example.com/App_1', []],
    [qualifiedNameProblems, '', ['name part must be non-empty', NAME]],
    [qualifiedNameProblems, '/a', ['prefix part must be non-empty']],
    [qualifiedNameProblems, 'A/b', [`prefix part ${SUBDOMAIN}`]],
    [qualifiedNameProblems, `a/${long(64)}`, ['name part must be no more than 63 characters']],
    [
      qualifiedNameProblems,
      'a/b/c',
      [
        `a qualified ${NAME.replace('name part', 'name')} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
      ],
    ],
    [labelValueProblems, '', []],
    [labelValueProblems, long(64), ['must be no more than 63 characters']],
    [configKeyProblems, '.hidden', []],
    [configKeyProblems, 'a/b', [CONFIG_KEY]],
    [configKeyProblems, '..', ["must not be '..'"]],
    [configKeyProblems, '..a', ["must not start with '..'"]],
    [pathSegmentProblems, 'system:node', []],
    [pathSegmentProblems, 'a/b%', ["may not contain '/'", "may not contain '%'"]],
    [pathSegmentProblems, '..', ["may not be '..'"]],
  ])('%s(%j)', (check, value, problems) => {
    expect(check(value)).toEqual(problems);
  });
});
