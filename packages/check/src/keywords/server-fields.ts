import { blocks, booleanValue, commandValue, header, value, word } from '@holdfast/core/config'
import type { BlockDefinition } from '@holdfast/core/config'
import {
  bfdCheckBlock,
  dnsCheckBlock,
  fileCheckBlock,
  miscCheckBlock,
  smtpCheckBlock,
  udpCheckBlock,
} from './check-blocks.js'
import { connectBlock, timingFields } from './check-timing.js'
import { forwardingMethod, serverWeight } from './forwarding.js'
import { httpGetBlock } from './http-get-block.js'
import type { RealServerBlock, ServerKeywords } from './model.js'
import { count, serverAddress } from './shared-values.js'

/** What virtual servers and real servers have in common. */
export const serverFields: BlockDefinition<ServerKeywords>['fields'] = {
  ...timingFields,
  weight: value('weight', serverWeight),
  inhibitOnFailure: value('inhibit_on_failure', booleanValue),
  virtualhost: value('virtualhost', word('NAME')),
  snmpName: value('snmp_name', word('NAME')),
  smtpAlert: value('smtp_alert', booleanValue),
  lvsMethod: value(['lvs_method', 'lb_kind'], forwardingMethod),
}

/** `real_server IP [PORT] { ... }`. */
export const realServerBlock: BlockDefinition<RealServerBlock> = {
  title: 'real_server',
  fields: {
    server: header(serverAddress),
    ...serverFields,
    uthreshold: value('uthreshold', count),
    lthreshold: value('lthreshold', count),
    notifyUp: value('notify_up', commandValue),
    notifyDown: value('notify_down', commandValue),
    tcpChecks: blocks('TCP_CHECK', () => connectBlock('TCP_CHECK')),
    httpGets: blocks('HTTP_GET', () => httpGetBlock('HTTP_GET')),
    sslGets: blocks('SSL_GET', () => httpGetBlock('SSL_GET')),
    smtpChecks: blocks('SMTP_CHECK', () => smtpCheckBlock),
    dnsChecks: blocks('DNS_CHECK', () => dnsCheckBlock),
    miscChecks: blocks('MISC_CHECK', () => miscCheckBlock),
    bfdChecks: blocks('BFD_CHECK', () => bfdCheckBlock),
    pingChecks: blocks('PING_CHECK', () => connectBlock('PING_CHECK')),
    udpChecks: blocks('UDP_CHECK', () => udpCheckBlock),
    fileChecks: blocks('FILE_CHECK', () => fileCheckBlock),
  },
}
