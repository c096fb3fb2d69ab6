import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { readPreference, writePreference } from '../preference.ts';
import type { AllTexts } from './text-key.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    keySeparator: false;
    nsSeparator: false;
    resources: { translation: AllTexts };
  }
}

export type Language = 'en' | 'zh';

export const languages: readonly { value: Language; label: string }[] = [
  { value: 'en', label: 'English' },
  { value: 'zh', label: '简体中文' },
];

const load = async (language: Language): Promise<Record<string, string>> =>
  language === 'zh' ? (await import('./zh.ts')).zh : (await import('./en.ts')).en;

const loadMore = async (language: Language): Promise<Record<string, string>> =>
  language === 'zh' ? (await import('./zh-more.ts')).more : (await import('./en-more.ts')).more;

/** Languages whose texts of the first screen are there. */
const first = new Set<Language>();
/** By language: settled once the texts beyond the first screen are there. */
const more = new Map<Language, Promise<void>>();

const addMore = (language: Language): Promise<void> => {
  const known = more.get(language);
  if (known !== undefined) return known;
  const adding = loadMore(language).then((texts) => void i18next.addResourceBundle(language, 'translation', texts));
  more.set(language, adding);
  // A part that did not arrive is asked for again by whoever needs it next.
  adding.catch(() => more.delete(language));
  return adding;
};

const preferred = (): Language => ((readPreference('language') || navigator.language).startsWith('zh') ? 'zh' : 'en');

const show = async (language: Language): Promise<void> => {
  if (!first.has(language)) i18next.addResourceBundle(language, 'translation', await load(language));
  first.add(language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
};

/** Loads the reader's language; nothing is drawn before its texts are there. */
export const startTexts = async (): Promise<void> => {
  await i18next.use(initReactI18next).init({
    lng: preferred(),
    fallbackLng: false,
    keySeparator: false,
    nsSeparator: false,
    resources: {},
    interpolation: { escapeValue: false },
    // What has no text yet is left empty until it has one.
    parseMissingKeyHandler: () => '',
    react: { useSuspense: false, bindI18nStore: 'added' },
  });
  await show(preferred());
};

/** The texts of all pages beyond the first screen, in the language of now. */
export const moreTexts = (): Promise<void> => addMore(i18next.language as Language);

export const setLanguage = async (language: Language): Promise<void> => {
  writePreference('language', language);
  await addMore(language);
  await show(language);
};
