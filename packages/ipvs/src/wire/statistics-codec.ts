import type { Attributes } from '@holdfast/linux'

/**
 * Totals since the start or the last `zero`, and rates of the last seconds; exact up to 2^53. The
 * kernel adds them up every two seconds.
 */
export interface Statistics {
  readonly connections: number
  readonly inPackets: number
  readonly outPackets: number
  readonly inBytes: number
  readonly outBytes: number
  readonly connectionsPerSecond: number
  readonly inPacketsPerSecond: number
  readonly outPacketsPerSecond: number
  readonly inBytesPerSecond: number
  readonly outBytesPerSecond: number
}

/**
 * IPVS_STATS_ATTR_*, 1 to 10 in this order: all u64 in a nest of the kind STATS64; in one of STATS,
 * which kernels before 4.1 have, u32 but for the bytes.
 */
export function decodeStatistics(nest: Attributes | undefined): Statistics {
  const read = (type: number): number => {
    const value = nest?.u64(type)
    return value === undefined ? (nest?.u32(type) ?? 0) : Number(value)
  }
  return {
    connections: read(1),
    inPackets: read(2),
    outPackets: read(3),
    inBytes: read(4),
    outBytes: read(5),
    connectionsPerSecond: read(6),
    inPacketsPerSecond: read(7),
    outPacketsPerSecond: read(8),
    inBytesPerSecond: read(9),
    outBytesPerSecond: read(10),
  }
}
