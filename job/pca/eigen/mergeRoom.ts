/** Memory that one merge after the other writes over: what was never used before costs more than the numbers put there. */
export interface MergeRoom {
  /** So many numbers, whatever they are; the same ones for the same name as far as they reach. */
  take(name: "gaps" | "weights" | "rows" | "taken" | "product", length: number): Float64Array;
}

/** Rooms that are made as they are needed, the largest of them of `memory` where there is some. */
export function mergeRoom(memory?: Float64Array): MergeRoom {
  const rooms = new Map<string, Float64Array>(memory === undefined ? [] : [["gaps", memory]]);
  return {
    take(name, length) {
      let room = rooms.get(name);
      if (room === undefined || room.length < length) rooms.set(name, (room = new Float64Array(length)));
      return room.subarray(0, length);
    },
  };
}
