import type { GlobalDefs } from '../configuration/model.js'
import { defaultMaster } from './agentx/master-address.js'

/** What of SNMP is wanted. */
export interface SnmpSettings {
  /** Where the AgentX master is: `unix:/var/agentx/master`. */
  readonly master: string
  readonly vrrp: boolean
  readonly checker: boolean
  readonly rfc2787: boolean
  readonly rfc6527: boolean
  readonly traps: boolean
}

/** What the command line says. */
export interface SnmpWishes {
  /** keepalived's `-x`: all tables. */
  readonly everything?: boolean
  /** keepalived's `-A`; goes before `snmp_socket`. */
  readonly master?: string
}

/** Undefined where nothing is wanted. */
export function snmpSettings(globals: GlobalDefs, wishes: SnmpWishes): SnmpSettings | undefined {
  const { everything = false } = wishes
  const both = everything || globals.enableSnmpRfc === true
  const settings = {
    master: wishes.master ?? globals.snmpSocket ?? defaultMaster,
    vrrp: everything || globals.enableSnmpVrrp === true,
    checker: everything || globals.enableSnmpChecker === true,
    rfc2787: both || globals.enableSnmpRfcv2 === true,
    rfc6527: both || globals.enableSnmpRfcv3 === true,
    traps: globals.enableTraps === true,
  }
  const { vrrp, checker, rfc2787, rfc6527 } = settings
  return vrrp || checker || rfc2787 || rfc6527 ? settings : undefined
}
