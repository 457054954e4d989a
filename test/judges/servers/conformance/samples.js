/** A PNG of one red pixel, base64. */
export const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==';

/** A WAV file without a sound, base64. */
export const WAV = 'UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAA=';

export function text(words) {
  return { type: 'text', text: words };
}

/** What a tool answers that has only words to say. */
export function says(words) {
  return { content: [text(words)] };
}

/** The schema of an object with these properties, all of them required. */
export function objectOf(properties) {
  return { type: 'object', properties, required: Object.keys(properties) };
}
