import type { ServiceId } from '../model/service.js'
import type { VirtualServer } from '../model/virtual-server.js'
import type { Ipvs } from './ipvs.js'
import { runWhole } from './sliced-work.js'
import type { SlicedWork } from './sliced-work.js'

/** The virtual servers that are there, or those of them that are wanted. Throws IpvsError. */
export function readTable(
  ipvs: Pick<Ipvs, 'services' | 'destinations'>,
  isWanted: (id: ServiceId) => boolean = () => true,
): readonly VirtualServer[] {
  return runWhole(readTableInSlices(ipvs, isWanted))
}

/** The same, one virtual server after the other. */
export function* readTableInSlices(
  ipvs: Pick<Ipvs, 'services' | 'destinations'>,
  isWanted: (id: ServiceId) => boolean,
): SlicedWork<readonly VirtualServer[]> {
  const found: VirtualServer[] = []
  for (const { service } of ipvs.services()) {
    if (!isWanted(service.id)) continue
    yield
    const destinations = ipvs.destinations(service.id).map(({ destination }) => destination)
    found.push({ service, destinations })
  }
  return found
}
