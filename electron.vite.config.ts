import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const root = import.meta.dirname;
const at = (path: string): string => join(root, path);

/** Packages with a native part, which can't be bundled; electron-builder.yml names them too. */
const NATIVE = ['@napi-rs/keyring', 'koffi'];

/** Copies a folder's PNG files into the build, where the desktop shell finds them by name (and their `@2x` twins). */
function copyPngs(from: string, to: string) {
  return {
    name: 'signalbox:copy-pngs',
    generateBundle(this: {
      emitFile(file: { type: 'asset'; fileName: string; source: Uint8Array }): string;
    }) {
      for (const name of readdirSync(from).filter((file) => file.endsWith('.png'))) {
        this.emitFile({ type: 'asset', fileName: `${to}/${name}`, source: readFileSync(join(from, name)) });
      }
    },
  };
}

/**
 * Packages are bundled into the main process: one file opens faster than some hundred inside an archive, and the
 * packaged app needs no `node_modules` but for {@link NATIVE}, so nothing that only the repository uses can slip into it.
 */
export default defineConfig({
  main: {
    plugins: [copyPngs(at('main/desktop/tray/lamps'), 'lamps'), copyPngs(at('main/desktop/icon'), 'icon')],
    build: {
      externalizeDeps: false,
      outDir: at('out/main'),
      rollupOptions: {
        input: { 'electron-main': at('main/desktop/electron-main.ts') },
        external: ['electron', ...NATIVE],
        // One file: electron-vite's stand-in for __dirname clashes with a package's own once a chunk is split off.
        output: { entryFileNames: '[name].js', codeSplitting: false },
      },
    },
  },
  preload: {
    build: {
      externalizeDeps: false,
      outDir: at('out/preload'),
      rollupOptions: {
        input: { preload: at('preload/preload.ts') },
        external: ['electron'],
        // A sandboxed preload script is loaded as CommonJS, whatever package.json says about the rest.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('renderer'),
    // Relative addresses: the same files are loaded from the disk by Electron and over HTTP by a browser.
    base: './',
    plugins: [react()],
    build: {
      outDir: at('out/renderer'),
      minify: true,
      rollupOptions: { input: { index: at('renderer/index.html') } },
    },
  },
});
