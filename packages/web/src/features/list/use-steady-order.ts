import { useRef } from 'react';

/** Items by the places that their elements have: those of `order` first, in its order. */
export const inOrderOf = <T>(items: readonly T[], order: readonly number[], placeOf: (item: T) => number): T[] => {
  const rank = new Map(order.map((place, at) => [place, at]));
  const rankOf = (item: T): number => rank.get(placeOf(item)) ?? order.length;
  return [...items].sort((a, b) => rankOf(a) - rankOf(b));
};

/**
 * Rows in an order that moves no element while one scrolls: to move one costs the browser as much as to make it. A row
 * that scrolls in stands where the row stood whose place it takes; at rest all stand as they are seen, since what is
 * read aloud or copied follows the order of the elements.
 */
export const useSteadyOrder = <T extends { index: number }>(
  items: readonly T[],
  { places, isMoving }: { places: number; isMoving: boolean },
): readonly T[] => {
  const order = useRef<readonly number[]>([]);
  const placeOf = ({ index }: T): number => index % places;
  const drawn = isMoving ? inOrderOf(items, order.current, placeOf) : items;
  order.current = drawn.map(placeOf);
  return drawn;
};
