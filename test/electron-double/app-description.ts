export interface AppDescription {
  readonly folder: string;
  readonly name: string;
  readonly version: string;
}

let description: AppDescription = { folder: process.cwd(), name: 'app', version: '0.0.0' };

/** Called by boot.ts before the app's code runs. */
export function describeApp(given: AppDescription): void {
  description = given;
}

export function appDescription(): AppDescription {
  return description;
}
