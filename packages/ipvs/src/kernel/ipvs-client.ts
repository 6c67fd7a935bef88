import { Attributes, encodeAttributes, openGenericNetlink, SystemCallError } from '@holdfast/linux'
import type { GenericFamily, GenericNetlink, GenericRequest, MessageWriter } from '@holdfast/linux'
import { serviceFamily } from '../model/service.js'
import type { ServiceId } from '../model/service.js'
import { checkSyncDaemon } from '../model/sync-daemon.js'
import type { SyncDaemon, SyncRole } from '../model/sync-daemon.js'
import { checkTimeouts } from '../model/timeouts.js'
import type { Timeouts } from '../model/timeouts.js'
import type { Operation } from '../plan/operation.js'
import * as ipvs from '../wire/constants.js'
import { decodeDaemon, writeDaemon, writeDaemonRole } from '../wire/daemon-codec.js'
import { decodeDestination } from '../wire/destination-codec.js'
import type { DestinationStatus } from '../wire/destination-codec.js'
import { encodeOperation } from '../wire/operation-codec.js'
import { decodeService, writeServiceId } from '../wire/service-codec.js'
import type { ServiceStatus } from '../wire/service-codec.js'
import { explainOperation, explainRequest, explainStart, explainStop, noIpvs } from './explain.js'
import type { Ipvs, IpvsInfo, OperationOutcome } from './ipvs.js'
import type { IpvsError } from './ipvs-error.js'

/** What of generic netlink it takes. */
export type Netlink = Pick<
  GenericNetlink,
  'family' | 'forgetFamilies' | 'request' | 'requestAll' | 'dump' | 'close'
>

type Explain = (cause: SystemCallError) => IpvsError

/**
 * Opens the kernel's table of virtual servers, that of the network namespace the process is in. It
 * asks nothing yet, and needs CAP_NET_ADMIN to. Throws SystemCallError and AddonMissingError.
 */
export function openIpvs(): Ipvs {
  return new IpvsClient(openGenericNetlink())
}

/** IPVS through generic netlink. The kernel loads ip_vs by itself when it is asked, if it can. */
export class IpvsClient implements Ipvs {
  readonly #netlink: Netlink

  constructor(netlink: Netlink) {
    this.#netlink = netlink
  }

  info(): IpvsInfo {
    const [answer] = this.#request('read IPVS', ipvs.IPVS_CMD_GET_INFO, 'IPVS_CMD_GET_INFO')
    const attributes = new Attributes(answer ?? new Uint8Array())
    const version = attributes.u32(ipvs.IPVS_INFO_ATTR_VERSION) ?? 0
    return {
      version: [version >> 16, version >> 8, version].map((part) => part & 0xff).join('.'),
      connectionTableSize: attributes.u32(ipvs.IPVS_INFO_ATTR_CONN_TAB_SIZE) ?? 0,
    }
  }

  services(): readonly ServiceStatus[] {
    const request = { command: ipvs.IPVS_CMD_GET_SERVICE, call: 'IPVS_CMD_GET_SERVICE' }
    return this.#dump('read services', request).flatMap((bytes) => decodeService(bytes) ?? [])
  }

  destinations(id: ServiceId): readonly DestinationStatus[] {
    const attributes = encodeAttributes((writer) => writeServiceId(writer, id))
    const request = { command: ipvs.IPVS_CMD_GET_DEST, call: 'IPVS_CMD_GET_DEST', attributes }
    return this.#dump('read destinations', request).flatMap(
      (bytes) => decodeDestination(bytes, serviceFamily(id)) ?? [],
    )
  }

  apply(operations: readonly Operation[]): readonly OperationOutcome[] {
    if (operations.length === 0) return []
    const replies = this.#ask(
      'change virtual servers',
      (family) => this.#netlink.requestAll(family, operations.map(encodeOperation)),
      (each) => each.every((reply) => !reply.ok && isNotFound(reply.error)),
    )
    return operations.map((operation, index): OperationOutcome => {
      const reply = replies[index]
      if (reply === undefined || reply.ok) return { ok: true }
      return { ok: false, error: explainOperation(operation, reply.error) }
    })
  }

  zero(id?: ServiceId): void {
    this.#request('zero the counters', ipvs.IPVS_CMD_ZERO, 'IPVS_CMD_ZERO', (writer) => {
      if (id !== undefined) writeServiceId(writer, id)
    })
  }

  flush(): void {
    this.#request('delete every service', ipvs.IPVS_CMD_FLUSH, 'IPVS_CMD_FLUSH')
  }

  timeouts(): Timeouts {
    const call = 'IPVS_CMD_GET_CONFIG'
    const [answer] = this.#request('read the timeouts', ipvs.IPVS_CMD_GET_CONFIG, call)
    const attributes = new Attributes(answer ?? new Uint8Array())
    const read = (type: number): number => (attributes.u32(type) ?? 0) * 1000
    return {
      tcpMs: read(ipvs.IPVS_CMD_ATTR_TIMEOUT_TCP),
      tcpFinMs: read(ipvs.IPVS_CMD_ATTR_TIMEOUT_TCP_FIN),
      udpMs: read(ipvs.IPVS_CMD_ATTR_TIMEOUT_UDP),
    }
  }

  /** The kernel wants all three; 0 leaves one as it is. */
  setTimeouts(timeouts: Partial<Timeouts>): void {
    checkTimeouts(timeouts)
    const { tcpMs = 0, tcpFinMs = 0, udpMs = 0 } = timeouts
    const call = 'IPVS_CMD_SET_CONFIG'
    this.#request('set the timeouts', ipvs.IPVS_CMD_SET_CONFIG, call, (writer) => {
      writer.u32Attribute(ipvs.IPVS_CMD_ATTR_TIMEOUT_TCP, tcpMs / 1000)
      writer.u32Attribute(ipvs.IPVS_CMD_ATTR_TIMEOUT_TCP_FIN, tcpFinMs / 1000)
      writer.u32Attribute(ipvs.IPVS_CMD_ATTR_TIMEOUT_UDP, udpMs / 1000)
    })
  }

  daemons(): readonly SyncDaemon[] {
    const request = { command: ipvs.IPVS_CMD_GET_DAEMON, call: 'IPVS_CMD_GET_DAEMON' }
    return this.#dump('read sync daemons', request).flatMap((bytes) => decodeDaemon(bytes) ?? [])
  }

  startDaemon(daemon: SyncDaemon): void {
    checkSyncDaemon(daemon)
    const explain: Explain = (cause) => explainStart(daemon, cause)
    this.#request(explain, ipvs.IPVS_CMD_NEW_DAEMON, 'IPVS_CMD_NEW_DAEMON', (writer) => {
      writeDaemon(writer, daemon)
    })
  }

  stopDaemon(role: SyncRole): void {
    const explain: Explain = (cause) => explainStop(role, cause)
    this.#request(explain, ipvs.IPVS_CMD_DEL_DAEMON, 'IPVS_CMD_DEL_DAEMON', (writer) => {
      writeDaemonRole(writer, role)
    })
  }

  close(): void {
    this.#netlink.close()
  }

  #request(
    what: string | Explain,
    command: number,
    call: string,
    write: (writer: MessageWriter) => void = () => undefined,
  ): readonly Uint8Array[] {
    const request = { command, call, attributes: encodeAttributes(write) }
    return this.#ask(what, (family) => this.#netlink.request(family, request))
  }

  #dump(what: string, request: GenericRequest): readonly Uint8Array[] {
    return this.#ask(what, (family) => this.#netlink.dump(family, request))
  }

  /**
   * Asks again where ip_vs may have been loaded anew meanwhile, under another number: ENOENT is the
   * kernel's word for a number that nobody has, too.
   */
  #ask<Answer>(
    what: string | Explain,
    act: (family: GenericFamily) => Answer,
    isNotFoundAll: (answer: Answer) => boolean = () => false,
  ): Answer {
    try {
      const answer = act(this.#family())
      if (!isNotFoundAll(answer)) return answer
    } catch (error) {
      if (!isNotFound(error)) throw explained(what, error)
    }
    this.#netlink.forgetFamilies()
    try {
      return act(this.#family())
    } catch (error) {
      throw explained(what, error)
    }
  }

  #family(): GenericFamily {
    try {
      return this.#netlink.family(ipvs.IPVS_GENL_NAME, 'ip_vs')
    } catch (error) {
      throw isNotFound(error) ? noIpvs(error) : error
    }
  }
}

function isNotFound(error: unknown): error is SystemCallError {
  return error instanceof SystemCallError && error.errno === 'ENOENT'
}

/** What is no refusal of the kernel, or is explained already, stays as it is. */
function explained(what: string | Explain, error: unknown): unknown {
  if (!(error instanceof SystemCallError)) return error
  return typeof what === 'string' ? explainRequest(what, error) : what(error)
}
