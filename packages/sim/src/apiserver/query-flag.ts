/**
 * A yes or no of a query: everything but `0` and `false` is yes, also `True`, as Python writes it. Undefined when it is not
 * there. Source: apimachinery `runtime/converter`, Convert_Slice_string_To_bool.
 */
export const queryFlag = (query: URLSearchParams, name: string): boolean | undefined => {
  const text = query.get(name);
  return text === null ? undefined : text !== '0' && text.toLowerCase() !== 'false';
};
