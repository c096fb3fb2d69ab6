import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { readPreference, writePreference } from '../preference.ts';
import type { en } from './en.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    keySeparator: false;
    nsSeparator: false;
    resources: { translation: typeof en };
  }
}

export type Language = 'en' | 'zh';

export const languages: readonly { value: Language; label: string }[] = [
  { value: 'en', label: 'English' },
  { value: 'zh', label: '简体中文' },
];

const load = async (language: Language): Promise<Record<string, string>> =>
  language === 'zh' ? (await import('./zh.ts')).zh : (await import('./en.ts')).en;

const preferred = (): Language => ((readPreference('language') || navigator.language).startsWith('zh') ? 'zh' : 'en');

const show = async (language: Language): Promise<void> => {
  if (!i18next.hasResourceBundle(language, 'translation')) {
    i18next.addResourceBundle(language, 'translation', await load(language));
  }
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
    react: { useSuspense: false },
  });
  await show(preferred());
};

export const setLanguage = async (language: Language): Promise<void> => {
  writePreference('language', language);
  await show(language);
};
