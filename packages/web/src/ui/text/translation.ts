/** The texts of a feature in Chinese, which needs no singular: a key that ends in `_one` is left out. */
export type Translation<Texts> = Record<
  keyof Texts extends infer K ? (K extends `${string}_one` ? never : K & string) : never,
  string
>;
