/** Long enough for a browser to begin with the file, short enough not to hold it for the life of the page. */
const HELD_MS = 60_000;

/** Gives the person a text as a file, as a download. */
export function saveFile(name: string, text: string, type: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), HELD_MS);
}
