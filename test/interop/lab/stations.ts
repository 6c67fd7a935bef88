/** The two routers of a lab, and everybody at its switch: C is the client. */
export type RouterName = 'A' | 'B'
export type StationName = RouterName | 'C'

export type Family = 4 | 6

export const stationNames: readonly StationName[] = ['A', 'B', 'C']

interface Station {
  /** Port of the bridge that the station hangs on. */
  readonly port: string
  readonly mac: string
  readonly ipv4: string
  readonly ipv6: string
  /** B's is the higher one, as its IPv4 address is: ties are decided alike in both families. */
  readonly linkLocal: string
}

/** Name of the interface inside of every station. */
export const stationInterface = 'eth0'

export const stations: Readonly<Record<StationName, Station>> = {
  A: station('a', 1),
  B: station('b', 2),
  C: station('c', 3),
}

/** How a station speaks unicast in a family. */
export function addressOf(name: StationName, family: Family): string {
  return family === 4 ? stations[name].ipv4 : stations[name].ipv6
}

function station(letter: string, number: number): Station {
  return {
    port: `p${letter}`,
    mac: `02:00:00:77:00:0${number}`,
    ipv4: `10.77.0.${number}`,
    ipv6: `fd77::${number}`,
    linkLocal: `fe80::77:${number}`,
  }
}
