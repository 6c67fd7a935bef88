/** An object identifier of SNMP: numbers of 32 bits. */
export type ObjectId = readonly number[]

/** Reads `1.3.6.1.2.1.207`. */
export function objectId(text: string): ObjectId {
  return text.split('.').map(Number)
}

/** The order of SNMP: number by number, the shorter one first. For `Array.sort`. */
export function compareObjectIds(a: ObjectId, b: ObjectId): number {
  const shared = Math.min(a.length, b.length)
  for (let at = 0; at < shared; at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

export function isWithin(id: ObjectId, subtree: ObjectId): boolean {
  return id.length >= subtree.length && subtree.every((number, at) => id[at] === number)
}
