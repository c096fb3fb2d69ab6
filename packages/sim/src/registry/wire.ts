import wireJson from './schemas/wire.gen.json' with { type: 'json' };

/** How one field of a Go struct is written. */
export interface WireField {
  /** Protobuf field number. */
  number: number;
  /** A JSON name, or the definition that is embedded. */
  name: string;
  embedded: boolean;
  /** A pointer: a zero value is a value. */
  pointer: boolean;
  /** A moment that Go writes as null when unset. */
  nullTime: boolean;
}

const source = wireJson as unknown as Readonly<Record<string, Readonly<Record<string, number | string>>>>;
const known = new Map<string, readonly WireField[]>();

/** The fields of a definition as Go has them; none for a definition that is no Go struct of Kubernetes' API. */
export const wireFieldsOf = (definition: string): readonly WireField[] => {
  let fields = known.get(definition);
  if (fields === undefined) {
    fields = Object.entries(source[definition] ?? {}).map(([key, value]) => {
      const mark = typeof value === 'string' ? value[0] : '';
      const embedded = key.startsWith('+');
      return {
        number: typeof value === 'number' ? value : Number(value.slice(1)),
        name: embedded ? key.slice(1) : key,
        embedded,
        pointer: mark === '*',
        nullTime: mark === '~',
      };
    });
    known.set(definition, fields);
  }
  return fields;
};
