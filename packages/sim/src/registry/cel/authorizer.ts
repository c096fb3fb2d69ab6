/** What expressions may ask about rights. Source: Kubernetes docs, "Kubernetes authorizer library". */
import type { Environment } from '@marcbachmann/cel-js';

/** What is asked; `path` stands alone. */
export interface AccessQuestion {
  verb: string;
  group?: string;
  resource?: string;
  subresource?: string;
  namespace?: string;
  name?: string;
  path?: string;
}

interface Rights {
  decide: (question: AccessQuestion, serviceAccount?: { namespace: string; name: string }) => Decision;
}

type Decision = { allowed: boolean; reason: string };

/** A question on its way. */
class ResourceCheck {
  readonly rights: Rights;
  readonly about: Omit<AccessQuestion, 'verb'>;
  readonly account: { namespace: string; name: string } | undefined;
  constructor(rights: Rights, about: ResourceCheck['about'], account: ResourceCheck['account']) {
    this.rights = rights;
    this.about = about;
    this.account = account;
  }
  with(more: Partial<AccessQuestion>): ResourceCheck {
    return new ResourceCheck(this.rights, { ...this.about, ...more }, this.account);
  }
}

class PathCheck extends ResourceCheck {}
class GroupCheck extends ResourceCheck {}

class Answer {
  readonly decision: Decision;
  constructor(decision: Decision) {
    this.decision = decision;
  }
}

/** The variable `authorizer`: the rights of who asks, or of a service account. */
export class Authorizer {
  readonly rights: Rights;
  readonly account: ResourceCheck['account'];
  readonly requestResource: ResourceCheck;
  constructor(rights: Rights, request: ResourceCheck['about'], account?: ResourceCheck['account']) {
    this.rights = rights;
    this.account = account;
    this.requestResource = new ResourceCheck(rights, request, account);
  }
}

const prefix = 'kubernetes.authorization';

export const AUTHORIZER = `${prefix}.Authorizer`;

/** Adds the library. */
export const registerAuthorizer = (env: Environment): Environment => {
  const type = (name: string) => `${prefix}.${name}`;
  const check = (of: string) =>
    env.registerFunction(
      `${type(of)}.check(string): ${type('Decision')}`,
      ({ rights, about, account }: ResourceCheck, verb: string) =>
        new Answer(rights.decide({ ...about, verb }, account)),
    );
  const narrow = (field: 'subresource' | 'namespace' | 'name') =>
    env.registerFunction(
      `${type('ResourceCheck')}.${field}(string): ${type('ResourceCheck')}`,
      (question: ResourceCheck, value: string) => question.with({ [field]: value }),
    );
  const tell = (name: string, result: string, read: (decision: Decision) => unknown) =>
    env.registerFunction(`${type('Decision')}.${name}(): ${result}`, ({ decision }: Answer) => read(decision));
  env
    .registerType(type('ResourceCheck'), { ctor: ResourceCheck, fields: {} })
    .registerType(type('PathCheck'), { ctor: PathCheck, fields: {} })
    .registerType(type('GroupCheck'), { ctor: GroupCheck, fields: {} })
    .registerType(type('Decision'), { ctor: Answer, fields: {} })
    .registerType(AUTHORIZER, { ctor: Authorizer, fields: { requestResource: type('ResourceCheck') } })
    .registerFunction(
      `${AUTHORIZER}.path(string): ${type('PathCheck')}`,
      ({ rights, account }: Authorizer, path: string) => new PathCheck(rights, { path }, account),
    )
    .registerFunction(
      `${AUTHORIZER}.group(string): ${type('GroupCheck')}`,
      ({ rights, account }: Authorizer, group: string) => new GroupCheck(rights, { group }, account),
    )
    .registerFunction(
      `${AUTHORIZER}.serviceAccount(string, string): ${AUTHORIZER}`,
      ({ rights, requestResource }: Authorizer, namespace: string, name: string) =>
        new Authorizer(rights, requestResource.about, { namespace, name }),
    )
    .registerFunction(
      `${type('GroupCheck')}.resource(string): ${type('ResourceCheck')}`,
      ({ rights, about, account }: GroupCheck, resource: string) =>
        new ResourceCheck(rights, { ...about, resource }, account),
    );
  for (const field of ['subresource', 'namespace', 'name'] as const) narrow(field);
  for (const of of ['ResourceCheck', 'PathCheck']) check(of);
  tell('allowed', 'bool', ({ allowed }) => allowed);
  tell('reason', 'string', ({ reason }) => reason);
  tell('errored', 'bool', () => false);
  tell('error', 'string', () => '');
  return env;
};
