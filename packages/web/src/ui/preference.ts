/** What a reader chose, kept in this browser. Storage may be denied or full: choices then last for the visit. */

const visit = new Map<string, string>();

export const readPreference = (name: string): string => {
  try {
    return localStorage.getItem(`binnacle.${name}`) ?? visit.get(name) ?? '';
  } catch {
    return visit.get(name) ?? '';
  }
};

export const writePreference = (name: string, value: string): void => {
  visit.set(name, value);
  try {
    localStorage.setItem(`binnacle.${name}`, value);
  } catch {
    // Kept in `visit`.
  }
};

/** A list of names kept under one preference; anything unreadable counts as none. */
export const readNames = (name: string): string[] => {
  try {
    const value: unknown = JSON.parse(readPreference(name));
    return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
  } catch {
    return [];
  }
};
