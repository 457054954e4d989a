/** What a file is called without its folders, on any system. */
export function baseName(file: string): string {
  return file.split(/[/\\]/).at(-1) ?? file;
}
