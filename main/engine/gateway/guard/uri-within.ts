/** Whether what is told of `uri` concerns who asked for `wanted`: it may be a part of that, such as a file in a folder. */
export function isWithin(uri: string, wanted: string): boolean {
  return uri === wanted || uri.startsWith(wanted.endsWith('/') ? wanted : `${wanted}/`);
}
