import { ipToBytes } from '@holdfast/core'
import { Attributes } from '../netlink/attributes.js'
import type { MessageWriter } from '../netlink/message-writer.js'
import { isLittleEndian, viewOf } from '../socket/host-order.js'
import {
  FIB_RULE_INVERT,
  FRA_DST,
  FRA_FWMARK,
  FRA_FWMASK,
  FRA_IIFNAME,
  FRA_OIFNAME,
  FRA_PRIORITY,
  FRA_PROTOCOL,
  FRA_SRC,
  FRA_TABLE,
} from './constants.js'
import { familyNumber, familyOf, readIp } from './family.js'
import type { RuleInfo } from './rtnetlink.js'

const fixedLength = 12
const lookUp = 1

/**
 *     +---------------+---------------+---------------+---------------+
 *     |    family     |  destination  |    source     |     TOS       |
 *     |               | prefix length | prefix length |               |
 *     +---------------+---------------+---------------+---------------+
 *     | lowest byte   |       0       |       0       |    action     |
 *     | of the table  |               |               |               |
 *     +---------------+---------------+---------------+---------------+
 *     |                             flags                             |
 *     +---------------------------------------------------------------+
 *     struct fib_rule_hdr (linux/fib_rules.h)
 */
export function decodeRule(payload: Uint8Array): RuleInfo | undefined {
  const family = familyOf(payload[0])
  if (family === undefined || payload.length < fixedLength) return undefined
  const view = viewOf(payload)
  const attributes = new Attributes(payload, fixedLength)
  const source = readIp(attributes.bytes(FRA_SRC), family)
  const destination = readIp(attributes.bytes(FRA_DST), family)
  const inputInterface = attributes.text(FRA_IIFNAME)
  const outputInterface = attributes.text(FRA_OIFNAME)
  const mark = attributes.u32(FRA_FWMARK)
  const markMask = attributes.u32(FRA_FWMASK)
  const protocol = attributes.u8(FRA_PROTOCOL)
  const tos = view.getUint8(3)
  const isInverted = (view.getUint32(8, isLittleEndian) & FIB_RULE_INVERT) !== 0
  return {
    family,
    // The kernel does not mention a priority of 0.
    priority: attributes.u32(FRA_PRIORITY) ?? 0,
    ...(source === undefined
      ? {}
      : { source: { address: source, prefixLength: view.getUint8(2) } }),
    ...(destination === undefined
      ? {}
      : { destination: { address: destination, prefixLength: view.getUint8(1) } }),
    ...(inputInterface === undefined ? {} : { inputInterface }),
    ...(outputInterface === undefined ? {} : { outputInterface }),
    ...(mark === undefined ? {} : { mark }),
    ...(mark === undefined || markMask === undefined ? {} : { markMask }),
    ...(tos === 0 ? {} : { tos }),
    ...(isInverted ? { isInverted } : {}),
    table: attributes.u32(FRA_TABLE) ?? view.getUint8(4),
    action: view.getUint8(7),
    ...(protocol === undefined ? {} : { protocol }),
  }
}

export function writeRule(writer: MessageWriter, rule: RuleInfo): void {
  const { source, destination, table = 0 } = rule
  writer
    .u8(familyNumber(rule.family))
    .u8(destination?.prefixLength ?? 0)
    .u8(source?.prefixLength ?? 0)
    .u8(rule.tos ?? 0)
    .u8(table > 255 ? 0 : table)
    .u8(0)
    .u8(0)
    .u8(rule.action ?? lookUp)
    .u32(rule.isInverted === true ? FIB_RULE_INVERT : 0)
    .u32Attribute(FRA_PRIORITY, rule.priority)
    .attribute(FRA_SRC, source === undefined ? undefined : ipToBytes(source.address))
    .attribute(FRA_DST, destination === undefined ? undefined : ipToBytes(destination.address))
    .textAttribute(FRA_IIFNAME, rule.inputInterface)
    .textAttribute(FRA_OIFNAME, rule.outputInterface)
    .u32Attribute(FRA_FWMARK, rule.mark)
    .u32Attribute(FRA_FWMASK, rule.markMask)
    .u32Attribute(FRA_TABLE, rule.table)
    .u8Attribute(FRA_PROTOCOL, rule.protocol)
}
