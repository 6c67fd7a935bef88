import { MissingPrivilegeError } from '@holdfast/linux'
import type { SystemCallError } from '@holdfast/linux'
import { formatDestinationId } from '../model/destination.js'
import { formatServiceId } from '../model/service.js'
import type { SyncDaemon, SyncRole } from '../model/sync-daemon.js'
import type { Operation } from '../plan/operation.js'
import { serviceOf } from '../plan/operation.js'
import { IpvsError } from './ipvs-error.js'

/** What the kernel says of itself, whatever was asked. */
const general: Readonly<Record<string, string>> = {
  ENOBUFS: 'the answer of the kernel was lost: what it did is to be read',
  ENOMEM: 'the kernel has no memory left for it',
  EAFNOSUPPORT: 'the kernel has no IPv6, or IPVS without it (CONFIG_IP_VS_IPV6)',
  EPROTONOSUPPORT: 'IPVS of this kernel does not know the protocol (CONFIG_IP_VS_PROTO_*)',
  EBUSY: 'the table changes faster than it can be read',
}

/** IPVS was asked for and is not there. */
export function noIpvs(cause: SystemCallError): IpvsError {
  return new IpvsError(
    'ENOENT',
    'the kernel has no IPVS: load it with `modprobe ip_vs`, where this is a container on its host',
    { cause },
  )
}

/** Why a change failed, by the number that the kernel gave. */
export function explainOperation(operation: Operation, cause: SystemCallError): IpvsError {
  const reason = operationReasons(operation)[cause.errno] ?? reasonOf(cause)
  return new IpvsError(cause.errno, `${describe(operation)}: ${reason}`, { cause })
}

/** Why reading something, or a setting of the whole, failed. */
export function explainRequest(what: string, cause: SystemCallError): IpvsError {
  return new IpvsError(cause.errno, `${what}: ${reasonOf(cause)}`, { cause })
}

export function explainStart(daemon: SyncDaemon, cause: SystemCallError): IpvsError {
  const reasons: Readonly<Record<string, string>> = {
    EEXIST: `there is a ${daemon.role} already: stop it first`,
    ENODEV: `there is no interface ${daemon.interface}`,
    EINVAL:
      'the kernel does not take it, perhaps because a destination has another family than its service',
    EADDRNOTAVAIL: `${daemon.interface} has no address to send from`,
  }
  return explained(`start sync daemon ${daemon.role}`, reasons, cause)
}

export function explainStop(role: SyncRole, cause: SystemCallError): IpvsError {
  return explained(`stop sync daemon ${role}`, { ESRCH: 'it does not run' }, cause)
}

function explained(
  what: string,
  reasons: Readonly<Record<string, string>>,
  cause: SystemCallError,
): IpvsError {
  const reason = reasons[cause.errno]
  if (reason === undefined) return explainRequest(what, cause)
  return new IpvsError(cause.errno, `${what}: ${reason}`, { cause })
}

function operationReasons(operation: Operation): Readonly<Record<string, string>> {
  switch (operation.type) {
    case 'addService':
    case 'editService': {
      const { scheduler, persistence } = operation.service
      const engine = persistence?.engine
      const orEngine =
        engine === undefined ? '' : `, or no persistence engine '${engine}' (ip_vs_pe_${engine})`
      return {
        EEXIST: 'there is one already',
        ESRCH: 'there is none',
        ENOENT: `the kernel has no scheduler '${scheduler}' (module ip_vs_${scheduler})${orEngine}`,
        EINVAL: 'the kernel does not take these values together',
      }
    }
    case 'deleteService':
      return { ESRCH: 'there is none' }
    case 'addDestination':
    case 'editDestination':
      return {
        EEXIST: 'it is there already',
        ENOENT: 'it is not there',
        ESRCH: 'there is no such service',
        ERANGE: 'its weight is below 0, or its lower threshold above the upper one',
        EINVAL:
          'its address is none of a host (in a network namespace without addresses none is), or it ' +
          'has another family than the service, which needs a tunnel and no sync daemon',
      }
    case 'deleteDestination':
      return { ENOENT: 'it is not there', ESRCH: 'there is no such service' }
  }
}

const verbs = {
  addService: 'add',
  editService: 'edit',
  deleteService: 'delete',
  addDestination: 'add',
  editDestination: 'edit',
  deleteDestination: 'delete',
} as const

/** `add tcp 192.0.2.10:80`, `edit 198.51.100.1:80 of tcp 192.0.2.10:80` */
function describe(operation: Operation): string {
  const verb = verbs[operation.type]
  const service = formatServiceId(serviceOf(operation))
  if (!('destination' in operation)) return `${verb} ${service}`
  return `${verb} ${formatDestinationId(operation.destination)} of ${service}`
}

function reasonOf(cause: SystemCallError): string {
  if (cause.errno === 'EPERM') {
    const { message } = new MissingPrivilegeError(['CAP_NET_ADMIN'])
    return `${message}. IPVS wants it in the initial user namespace: the root of another is not enough`
  }
  return general[cause.errno] ?? cause.message
}
