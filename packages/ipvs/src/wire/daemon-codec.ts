import { ipFamily, ipFromBytes, ipToBytes } from '@holdfast/core'
import type { IpAddress } from '@holdfast/core'
import { Attributes } from '@holdfast/linux'
import type { MessageWriter } from '@holdfast/linux'
import type { SyncDaemon, SyncRole } from '../model/sync-daemon.js'
import { IPVS_CMD_ATTR_DAEMON } from './constants.js'

const IPVS_DAEMON_ATTR_STATE = 1
const IPVS_DAEMON_ATTR_MCAST_IFN = 2
const IPVS_DAEMON_ATTR_SYNC_ID = 3
const IPVS_DAEMON_ATTR_SYNC_MAXLEN = 4
const IPVS_DAEMON_ATTR_MCAST_GROUP = 5
const IPVS_DAEMON_ATTR_MCAST_GROUP6 = 6
const IPVS_DAEMON_ATTR_MCAST_PORT = 7
const IPVS_DAEMON_ATTR_MCAST_TTL = 8

/** IP_VS_STATE_* */
const states: Readonly<Record<SyncRole, number>> = { master: 1, backup: 2 }

/**
 * A sync daemon within an IPVS message: a nest of attributes, all in host order.
 *
 *     IPVS_CMD_ATTR_DAEMON
 *       STATE u32        master 1, backup 2
 *       MCAST_IFN        name of the interface, at most 15 characters and a zero byte
 *       SYNC_ID u32
 *       SYNC_MAXLEN u16  these and the rest since Linux 4.3
 *       MCAST_GROUP      4 bytes, or
 *       MCAST_GROUP6     16 bytes
 *       MCAST_PORT u16
 *       MCAST_TTL u8
 */
export function writeDaemon(writer: MessageWriter, daemon: SyncDaemon): void {
  const { role, group } = daemon
  writer.nested(IPVS_CMD_ATTR_DAEMON, (nest) => {
    nest.u32Attribute(IPVS_DAEMON_ATTR_STATE, states[role])
    nest.textAttribute(IPVS_DAEMON_ATTR_MCAST_IFN, daemon.interface)
    nest.u32Attribute(IPVS_DAEMON_ATTR_SYNC_ID, daemon.syncId ?? 0)
    nest.u16Attribute(IPVS_DAEMON_ATTR_SYNC_MAXLEN, daemon.maxLength)
    if (group !== undefined) {
      const isIpv4 = ipFamily(group) === 4
      const type = isIpv4 ? IPVS_DAEMON_ATTR_MCAST_GROUP : IPVS_DAEMON_ATTR_MCAST_GROUP6
      nest.attribute(type, ipToBytes(group))
    }
    nest.u16Attribute(IPVS_DAEMON_ATTR_MCAST_PORT, daemon.port)
    nest.u8Attribute(IPVS_DAEMON_ATTR_MCAST_TTL, daemon.ttl)
  })
}

/** What tells the kernel which of the two daemons is meant. */
export function writeDaemonRole(writer: MessageWriter, role: SyncRole): void {
  writer.nested(IPVS_CMD_ATTR_DAEMON, (nest) => {
    nest.u32Attribute(IPVS_DAEMON_ATTR_STATE, states[role])
  })
}

/** One answer of the kernel, with everything that it says; undefined for what makes no sense. */
export function decodeDaemon(bytes: Uint8Array): SyncDaemon | undefined {
  const nest = new Attributes(bytes).nested(IPVS_CMD_ATTR_DAEMON)
  const state = nest?.u32(IPVS_DAEMON_ATTR_STATE)
  const role = (['master', 'backup'] as const).find((name) => states[name] === state)
  const name = nest?.text(IPVS_DAEMON_ATTR_MCAST_IFN)
  if (nest === undefined || role === undefined || name === undefined) return undefined
  const maxLength = nest.u16(IPVS_DAEMON_ATTR_SYNC_MAXLEN)
  const group = decodeGroup(nest)
  const port = nest.u16(IPVS_DAEMON_ATTR_MCAST_PORT)
  const ttl = nest.u8(IPVS_DAEMON_ATTR_MCAST_TTL)
  return {
    role,
    interface: name,
    syncId: nest.u32(IPVS_DAEMON_ATTR_SYNC_ID) ?? 0,
    ...(maxLength === undefined ? {} : { maxLength }),
    ...(group === undefined ? {} : { group }),
    ...(port === undefined ? {} : { port }),
    ...(ttl === undefined ? {} : { ttl }),
  }
}

function decodeGroup(nest: Attributes): IpAddress | undefined {
  const four = nest.bytes(IPVS_DAEMON_ATTR_MCAST_GROUP)
  if (four !== undefined && four.length >= 4) return ipFromBytes(four, 4)
  const six = nest.bytes(IPVS_DAEMON_ATTR_MCAST_GROUP6)
  return six !== undefined && six.length >= 16 ? ipFromBytes(six, 6) : undefined
}
