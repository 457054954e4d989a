import type { Position } from '../reading/text-position.ts';

/** Where a value of a tree is from that does not stand in the file. */
export interface ForeignPlace extends Position {
  readonly file: string;
}

/** Gives offsets below 0 to places outside the file, so that a tree can hold what other sources say beside its own. */
export interface ForeignPlaces<Place extends ForeignPlace> {
  add(place: Place): number;
  /** Undefined for an offset of the file. */
  at(offset: number): Place | undefined;
}

export function newForeignPlaces<Place extends ForeignPlace>(): ForeignPlaces<Place> {
  const places: Place[] = [];
  return {
    add: (place) => -places.push(place),
    at: (offset) => (offset < 0 ? places[-offset - 1] : undefined),
  };
}
