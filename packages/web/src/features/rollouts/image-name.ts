export interface ImageName {
  /** Registry and repository, with the `:` or `@` that ends it. */
  repository: string;
  /** Tag or digest; empty for neither. */
  version: string;
}

/** `ghcr.io/shop/cart:2.1` in two parts. A port is not a tag. */
export const splitImage = (image: string): ImageName => {
  const at = image.indexOf('@');
  const colon = image.lastIndexOf(':');
  const cut = at >= 0 ? at : colon > image.lastIndexOf('/') ? colon : -1;
  return cut < 0
    ? { repository: image, version: '' }
    : { repository: image.slice(0, cut + 1), version: image.slice(cut + 1) };
};
