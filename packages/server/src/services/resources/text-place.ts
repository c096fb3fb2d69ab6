/** Where a part of an object is in the text that it was read from, from 1. */
type PlaceOf = (path: readonly string[]) => { line: number; column: number };

/** The place of what follows this text. */
export const placeBehind = (text: string): { line: number; column: number } => ({
  line: text.split('\n').length,
  column: text.length - text.lastIndexOf('\n'),
});

const places = new WeakMap<object, PlaceOf>();

/** Whoever reads objects from a text tells where their parts are: what is wrong with one is then told with its place. */
export const rememberPlaces = (object: object, placeOf: PlaceOf): void => void places.set(object, placeOf);

/** ` (line 3, column 5)`; nothing for an object that no text is known of. */
export const placeText = (object: object, field: string): string => {
  const place = places.get(object)?.(field.split('.'));
  return place === undefined ? '' : ` (line ${place.line}, column ${place.column})`;
};
