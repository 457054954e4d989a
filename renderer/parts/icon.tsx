/** Drawn on a 16 by 16 grid with a 1.5 line, so that all have one weight. */
const PATHS = {
  start: 'M5 3.2v9.6l7.6-4.8Z',
  stop: 'M4 4h8v8H4Z',
  restart: 'M12.8 8A4.8 4.8 0 1 1 11 4.2M13 2v3.2H9.8',
  logs: 'M3 4h10M3 8h10M3 12h6',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  chevron: 'm6 4 4 4-4 4',
  search: 'M7 11.5a4.5 4.5 0 1 1 0-9 4.5 4.5 0 0 1 0 9Zm3.3-1.2L14 14',
  close: 'm4 4 8 8M12 4l-8 8',
  copy: 'M5.5 5.5h7v8h-7ZM10.5 5.5v-3h-7v8h2',
  check: 'm3 8.5 3.2 3.2L13 5',
  wrap: 'M2.5 4h11M2.5 8h8.7a2.3 2.3 0 0 1 0 4.6H8.5M10 10.8l-1.8 1.8L10 14.4M2.5 12h3',
  down: 'M8 3v9.5M4 8.8l4 4 4-4',
  undo: 'M5.5 3 2.5 6l3 3M2.8 6h6.4a3.8 3.8 0 0 1 0 7.6H6',
  redo: 'm10.5 3 3 3-3 3M13.2 6H6.8a3.8 3.8 0 0 0 0 7.6H10',
  format: 'M2.5 3.5h11M6.5 8h7M6.5 12.5h7M2.5 6.8v6',
  sun: 'M8 5a3 3 0 1 1 0 6 3 3 0 0 1 0-6ZM8 1v1.4M8 13.6V15M1 8h1.4M13.6 8H15M3 3l1 1M12 12l1 1M3 13l1-1M12 4l1-1',
  moon: 'M13.2 9.6A5.6 5.6 0 0 1 6.4 2.8a5.6 5.6 0 1 0 6.8 6.8Z',
  system: 'M2.5 3h11v8h-11ZM6 14h4',
  traffic: 'M2.5 5h8M8 2.5 10.5 5 8 7.5M13.5 11h-8M8 8.5 5.5 11 8 13.5',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  bell: 'M3 11.8 4.2 10V7a3.8 3.8 0 0 1 7.6 0v3l1.2 1.8ZM6.7 14.2h2.6',
  configuration:
    'M2.5 4.5h6M11.5 4.5h2M2.5 11.5h2M7.5 11.5h6M8.5 4.5a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0-3 0M4.5 11.5a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0-3 0',
  settings:
    'M8 5.6a2.4 2.4 0 1 0 0 4.8a2.4 2.4 0 1 0 0-4.8M8 1.6v1.9M8 12.5v1.9M1.6 8h1.9M12.5 8h1.9M3.5 3.5l1.3 1.3M11.2 11.2l1.3 1.3M12.5 3.5l-1.3 1.3M4.8 11.2l-1.3 1.3M8 3.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 1 0 0-9',
  dashboard: 'M2.5 2.5h4.6v6H2.5ZM8.9 2.5h4.6v3.4H8.9ZM8.9 7.7h4.6v5.8H8.9ZM2.5 10.3h4.6v3.2H2.5Z',
} as const;

export type IconName = keyof typeof PATHS;

/** Always beside words or inside a labelled button, so hidden from screen readers. */
export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={name === 'more' ? 2.2 : 1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
