import { encodeAttributes } from '@holdfast/linux'
import type { GenericRequest } from '@holdfast/linux'
import type { Operation } from '../plan/operation.js'
import {
  IPVS_CMD_DEL_DEST,
  IPVS_CMD_DEL_SERVICE,
  IPVS_CMD_NEW_DEST,
  IPVS_CMD_NEW_SERVICE,
  IPVS_CMD_SET_DEST,
  IPVS_CMD_SET_SERVICE,
} from './constants.js'
import { writeDestination, writeDestinationId } from './destination-codec.js'
import { writeService, writeServiceId } from './service-codec.js'

const commands = {
  addService: { command: IPVS_CMD_NEW_SERVICE, call: 'IPVS_CMD_NEW_SERVICE' },
  editService: { command: IPVS_CMD_SET_SERVICE, call: 'IPVS_CMD_SET_SERVICE' },
  deleteService: { command: IPVS_CMD_DEL_SERVICE, call: 'IPVS_CMD_DEL_SERVICE' },
  addDestination: { command: IPVS_CMD_NEW_DEST, call: 'IPVS_CMD_NEW_DEST' },
  editDestination: { command: IPVS_CMD_SET_DEST, call: 'IPVS_CMD_SET_DEST' },
  deleteDestination: { command: IPVS_CMD_DEL_DEST, call: 'IPVS_CMD_DEL_DEST' },
} as const

/** One change is one message; the kernel wants all of a service or destination again, also to edit it. */
export function encodeOperation(operation: Operation): GenericRequest {
  const attributes = encodeAttributes((writer) => {
    switch (operation.type) {
      case 'addService':
      case 'editService':
        writeService(writer, operation.service)
        break
      case 'deleteService':
        writeServiceId(writer, operation.id)
        break
      case 'addDestination':
      case 'editDestination':
        writeServiceId(writer, operation.id)
        writeDestination(writer, operation.destination)
        break
      case 'deleteDestination':
        writeServiceId(writer, operation.id)
        writeDestinationId(writer, operation.destination)
    }
  })
  return { ...commands[operation.type], attributes }
}
