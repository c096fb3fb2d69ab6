/** Security contexts of Pods and containers. Source: kube-apiserver `pkg/apis/core/validation`, ValidateSecurityContext. */
import { invalidField, requiredField, unsupportedField } from '@binnacle/kube/api';
import type { FieldError } from '@binnacle/kube/api';
import { isJsonObject, objectAt, textAt, textsAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { validateId, validateRelativePath } from './field-rules.ts';

const profileTypes = ['Localhost', 'RuntimeDefault', 'Unconfined'];

export const validateSeccomp = (profile: unknown, at: string): FieldError[] => {
  if (!isJsonObject(profile)) return [];
  const type = textAt(profile, 'type');
  if (type === '') return [requiredField(`${at}.type`, 'type is required when seccompProfile is set')];
  if (!profileTypes.includes(type)) return [unsupportedField(`${at}.type`, type, profileTypes)];
  const { localhostProfile } = profile;
  if (type !== 'Localhost')
    return localhostProfile === undefined
      ? []
      : [
          invalidField(
            `${at}.localhostProfile`,
            { Type: type, LocalhostProfile: localhostProfile },
            'can only be set when seccomp type is Localhost',
          ),
        ];
  return typeof localhostProfile === 'string'
    ? validateRelativePath(localhostProfile, `${at}.localhostProfile`)
    : [requiredField(`${at}.localhostProfile`, 'must be set when seccomp type is Localhost')];
};

export const validateAppArmor = (profile: unknown, at: string): FieldError[] => {
  if (!isJsonObject(profile)) return [];
  const { localhostProfile: local } = profile;
  const [type, place] = [textAt(profile, 'type'), `${at}.localhostProfile`];
  if (type === '') return [requiredField(`${at}.type`, 'type is required when appArmorProfile is set')];
  if (!profileTypes.includes(type)) return [unsupportedField(`${at}.type`, type, profileTypes)];
  if (type !== 'Localhost')
    return local === undefined ? [] : [invalidField(place, local, 'can only be set when AppArmor type is Localhost')];
  if (typeof local !== 'string' || local === '')
    return [requiredField(place, 'must be set when AppArmor type is Localhost')];
  return local.trim() === local ? [] : [invalidField(place, local, 'must not be padded with whitespace')];
};

/** As Go prints the server's own type. */
const shown = (context: JsonObject): JsonObject => {
  const at = (field: string): unknown => context[field] ?? null;
  const { add = null, drop = null } = objectAt(context, 'capabilities');
  return {
    Capabilities: isJsonObject(context.capabilities) ? { Add: add, Drop: drop } : null,
    Privileged: at('privileged'),
    SELinuxOptions: at('seLinuxOptions'),
    WindowsOptions: at('windowsOptions'),
    RunAsUser: at('runAsUser'),
    RunAsGroup: at('runAsGroup'),
    RunAsNonRoot: at('runAsNonRoot'),
    ReadOnlyRootFilesystem: at('readOnlyRootFilesystem'),
    AllowPrivilegeEscalation: at('allowPrivilegeEscalation'),
    ProcMount: at('procMount'),
    SeccompProfile: at('seccompProfile'),
    AppArmorProfile: at('appArmorProfile'),
  };
};

const validateEscalation = (context: JsonObject, at: string): FieldError[] => {
  if (context.allowPrivilegeEscalation !== false) return [];
  const refuse = (what: string): FieldError =>
    invalidField(at, shown(context), `cannot set \`allowPrivilegeEscalation\` to false and ${what}`);
  return [
    ...(context.privileged === true ? [refuse('`privileged` to true')] : []),
    ...textsAt(context, 'capabilities', 'add')
      .filter((capability) => capability === 'CAP_SYS_ADMIN')
      .map(() => refuse('`capabilities.Add` CAP_SYS_ADMIN')),
  ];
};

const procMounts = ['Default', 'Unmasked'];

/** Of a container. */
export const validateContainerSecurity = (context: unknown, at: string, hostUsers: boolean): FieldError[] => {
  if (!isJsonObject(context)) return [];
  const { procMount } = context;
  return [
    ...validateId(context.runAsUser, `${at}.runAsUser`),
    ...validateId(context.runAsGroup, `${at}.runAsGroup`),
    ...(typeof procMount === 'string' && !procMounts.includes(procMount)
      ? [unsupportedField(`${at}.procMount`, procMount, procMounts)]
      : []),
    ...(procMount === 'Unmasked' && hostUsers
      ? [invalidField(`${at}.procMount`, procMount, '`hostUsers` must be false to use `Unmasked`')]
      : []),
    ...validateSeccomp(context.seccompProfile, `${at}.seccompProfile`),
    ...validateEscalation(context, at),
    ...validateAppArmor(context.appArmorProfile, `${at}.appArmorProfile`),
  ];
};
