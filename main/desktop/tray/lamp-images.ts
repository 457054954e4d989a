import { join } from 'node:path';
import { type NativeImage, nativeImage } from 'electron';
import type { Lamp } from '#contract/server-state.ts';

/** The build puts them beside this code's bundle; Electron takes the `@2x` twin by itself on a dense screen. */
const FOLDER = join(import.meta.dirname, 'lamps');

/** One picture per lamp, read once. On macOS it is a template: the system colours it, the shape tells the lamps apart. */
export function lampImages(platform: NodeJS.Platform): (lamp: Lamp) => NativeImage {
  const images = new Map<Lamp, NativeImage>();
  return (lamp) => {
    const known = images.get(lamp);
    if (known) return known;
    const image = nativeImage.createFromPath(join(FOLDER, `${lamp}.png`));
    if (platform === 'darwin') image.setTemplateImage(true);
    images.set(lamp, image);
    return image;
  };
}
