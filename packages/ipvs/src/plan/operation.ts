import type { Destination, DestinationId } from '../model/destination.js'
import type { Service, ServiceId } from '../model/service.js'

/** One change of the kernel's table; one message to it. */
export type Operation =
  | { readonly type: 'addService'; readonly service: Service }
  | { readonly type: 'editService'; readonly service: Service }
  /** Its destinations go with it. */
  | { readonly type: 'deleteService'; readonly id: ServiceId }
  | {
      readonly type: 'addDestination' | 'editDestination'
      readonly id: ServiceId
      readonly destination: Destination
    }
  | {
      readonly type: 'deleteDestination'
      readonly id: ServiceId
      readonly destination: DestinationId
    }

/** What it changes a service to, or in. */
export function serviceOf(operation: Operation): ServiceId {
  return 'service' in operation ? operation.service.id : operation.id
}
