import type { ServiceId } from '../model/service.js'
import type { VirtualServer } from '../model/virtual-server.js'
import type { Ipvs } from './ipvs.js'

/** The virtual servers that are there, or those of them that are wanted. Throws IpvsError. */
export function readTable(
  ipvs: Pick<Ipvs, 'services' | 'destinations'>,
  isWanted: (id: ServiceId) => boolean = () => true,
): readonly VirtualServer[] {
  return ipvs
    .services()
    .filter(({ service }) => isWanted(service.id))
    .map(({ service }) => ({
      service,
      destinations: ipvs.destinations(service.id).map(({ destination }) => destination),
    }))
}
