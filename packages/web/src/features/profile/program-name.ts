import type { TFunction } from 'i18next';

// The first that fits: browsers claim to be those before them too.
const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bEdg\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bFirefox\//, 'Firefox'],
  [/Chrome\//, 'Chrome'],
  [/\bVersion\/\S+ .*Safari\//, 'Safari'],
];
const systems: readonly (readonly [RegExp, string])[] = [
  [/Windows/, 'Windows'],
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
];

const firstOf = (names: typeof browsers, agent: string) => names.find(([pattern]) => pattern.test(agent))?.[1];

/** What a User-Agent header calls a browser, shortly; of anything else its first word, such as `curl/8.5.0`. */
export const toProgramName = (agent: string, t: TFunction): string => {
  const browser = firstOf(browsers, agent);
  const system = firstOf(systems, agent);
  if (browser === undefined) return agent.split(' ')[0] || '–';
  return system === undefined ? browser : t('profile.browserOn', { browser, system });
};
