import {
  block,
  booleanValue,
  flag,
  header,
  integer,
  interfaceName,
  lines,
  oneOf,
  seconds,
  value,
  word,
} from '@holdfast/core/config'
import type { BlockDefinition, Field, ValueGrammar } from '@holdfast/core/config'
import { virtualAddressLine } from './address-line.js'
import { authHmacBlock, authenticationBlock } from './authentication-block.js'
import { garpDelay, garpRepeat } from './garp-fields.js'
import { instanceNotes } from './instance-notes.js'
import type { InstanceBlock } from './model.js'
import { multicastAddress } from './multicast-address.js'
import { firstCommand, notifyFields } from './notify-fields.js'
import { notifyDeleted } from './notify-deleted.js'
import { virtualRouteLine } from './route-line.js'
import { virtualRuleLine } from './rule-line.js'
import { speakerAddress } from './speaker-address.js'
import { trackingFields } from './tracking-fields.js'
import { unicastPeer } from './unicast-peer.js'
import { useVmac } from './use-vmac.js'

/** `state SLAVE` and the like are BACKUP. */
const state: Field<'MASTER' | 'BACKUP'> = value(
  'state',
  oneOf({ MASTER: 'MASTER', BACKUP: 'BACKUP' } as const),
)

const anyPriority = integer({ min: 1, max: 255 })

/** 0 is told apart from other mistakes: those who write it mean something by it. */
const priority: ValueGrammar<number> = {
  ...anyPriority,
  read(words) {
    const given = words.peek()
    if (given?.text !== '0') return anyPriority.read(words)
    words.next()
    const message = 'no router has priority 0: an advert with 0 says that its sender resigns'
    words.fail('value-out-of-range', given, message, {
      hint: 'write 1 for the weakest; without `priority` it is 100, or 255 with `state MASTER`',
    })
    return undefined
  },
}

/** `vrrp_instance NAME { ... }`. */
export const instanceBlock: BlockDefinition<InstanceBlock> = {
  title: 'vrrp_instance',
  fields: {
    name: header(word('NAME')),
    state,
    interface: value('interface', interfaceName),
    vrf: value('vrf', interfaceName),
    virtualRouterId: value('virtual_router_id', integer({ min: 1, max: 255 })),
    priority: value('priority', priority),
    advertIntMs: value('advert_int', seconds({ min: 0.01, max: 255 })),
    version: value('version', oneOf({ 2: 2, 3: 3 } as const)),
    preempt: flag({ nopreempt: false, preempt: true }),
    preemptDelayMs: value('preempt_delay', seconds({ min: 0, max: 1000 })),
    downTimerAdverts: value('down_timer_adverts', integer({ min: 1, max: 100 })),
    strictMode: value('strict_mode', booleanValue),
    skipCheckAdvAddr: value('skip_check_adv_addr', booleanValue),
    lowerPrioNoAdvert: value('lower_prio_no_advert', booleanValue),
    higherPrioSendAdvert: value('higher_prio_send_advert', booleanValue),
    ownerIgnoreAdverts: value('owner_ignore_adverts', booleanValue),

    mcastSrcIp: value('mcast_src_ip', speakerAddress),
    unicastSrcIp: value('unicast_src_ip', speakerAddress),
    mcastDstIp: value('mcast_dst_ip', multicastAddress()),
    trackSrcIp: flag({ track_src_ip: true }),
    unicastPeers: lines('unicast_peer', unicastPeer),
    unicastFaultNoPeer: flag({ unicast_fault_no_peer: true }),
    checkUnicastSrc: flag({ check_unicast_src: true }),
    unicastTtl: value('unicast_ttl', integer({ min: 0, max: 255 })),

    useVmac,
    vmacXmitBase: flag({ vmac_xmit_base: true }),
    promoteSecondaries: flag({ promote_secondaries: true }),
    dontTrackPrimary: flag({ dont_track_primary: true }),

    virtualAddresses: lines('virtual_ipaddress', virtualAddressLine),
    excludedAddresses: lines('virtual_ipaddress_excluded', virtualAddressLine),
    noVirtualIpaddress: flag({ no_virtual_ipaddress: true }),
    virtualRoutes: lines('virtual_routes', virtualRouteLine),
    virtualRules: lines('virtual_rules', virtualRuleLine),
    accept: flag({ accept: true, no_accept: false }),

    ...trackingFields,

    garpMasterDelayMs: value('garp_master_delay', garpDelay),
    garpMasterRepeat: value('garp_master_repeat', garpRepeat),
    garpMasterRefreshMs: value('garp_master_refresh', garpDelay),
    garpMasterRefreshRepeat: value('garp_master_refresh_repeat', garpRepeat),
    garpLowerPrioDelayMs: value('garp_lower_prio_delay', garpDelay),
    garpLowerPrioRepeat: value('garp_lower_prio_repeat', garpRepeat),

    authentication: block('authentication', () => authenticationBlock),
    authHmac: block('auth_hmac', () => authHmacBlock),

    ...notifyFields,
    notifyMasterRxLowerPri: firstCommand('notify_master_rx_lower_pri'),
    notifyDeleted,
  },
  noted: instanceNotes,
}
