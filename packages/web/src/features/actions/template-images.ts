import type { WirePatch } from '@binnacle/api';
import { fieldsAt, listAt, textAt, type Fields } from '../../resource/read-path.ts';

/** A container of an object's Pod template. */
export interface TemplateContainer {
  name: string;
  image: string;
  isInit: boolean;
  /** Its JSON pointer in the object. */
  pointer: string;
}

/** Where Pod templates are: in workloads, and one level deeper in CronJobs. */
const templatePaths: readonly (readonly string[])[] = [
  ['spec', 'template', 'spec'],
  ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
];

/** The containers of the object's Pod template; none when it has no template. */
export const templateContainersOf = (object: Fields): TemplateContainer[] => {
  const path = templatePaths.find((item) => listAt(object, ...item, 'containers').length > 0);
  if (path === undefined) return [];
  const spec = fieldsAt(object, ...path);
  return ['initContainers', 'containers'].flatMap((field) =>
    listAt(spec, field).map((container, index) => ({
      name: textAt(container, 'name'),
      image: textAt(container, 'image'),
      isInit: field === 'initContainers',
      pointer: `/${[...path, field, index].join('/')}`,
    })),
  );
};

/** Sets the images that differ; fails when the containers stand elsewhere by now. */
export const imagePatchOf = (
  containers: readonly TemplateContainer[],
  /** By pointer. */
  images: Readonly<Record<string, string>>,
): WirePatch =>
  containers.flatMap(({ name, image, pointer }) => {
    const wanted = images[pointer] ?? image;
    return wanted === image
      ? []
      : [
          { op: 'test', path: `${pointer}/name`, value: name },
          { op: 'replace', path: `${pointer}/image`, value: wanted },
        ];
  });
