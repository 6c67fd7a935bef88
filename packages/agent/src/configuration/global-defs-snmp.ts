import { flag, value } from '@holdfast/core/config'
import type { BlockDefinition, ValueGrammar } from '@holdfast/core/config'
import { parseMasterAddress } from '../snmp/agentx/master-address.js'
import type { SnmpDefaults } from './model.js'

const syntax = '[unix:]PATH|[tcp:][HOST:]PORT'

const masterPlace: ValueGrammar<string> = {
  syntax,
  read(words) {
    const read = words.demand(syntax)
    if (read === undefined) return undefined
    if (parseMasterAddress(read.text) !== undefined) return read.text
    words.fail('invalid-value', read, `\`${read.text}\` is no place of an AgentX master`)
    return undefined
  },
  write: (place) => [place],
}

/** The lines of `global_defs` about SNMP. */
export const snmpFields: BlockDefinition<SnmpDefaults>['fields'] = {
  snmpSocket: value('snmp_socket', masterPlace),
  enableSnmpVrrp: flag({ enable_snmp_vrrp: true, enable_snmp_keepalived: true }),
  enableSnmpChecker: flag({ enable_snmp_checker: true }),
  enableSnmpRfc: flag({ enable_snmp_rfc: true }),
  enableSnmpRfcv2: flag({ enable_snmp_rfcv2: true }),
  enableSnmpRfcv3: flag({ enable_snmp_rfcv3: true }),
  enableTraps: flag({ enable_traps: true }),
}
