import {
  booleanValue,
  flag,
  integer,
  interfaceName,
  oneOf,
  seconds,
  value,
} from '@holdfast/core/config'
import type { BlockDefinition, NotedKeyword, ValueGrammar } from '@holdfast/core/config'
import { garpDelay, garpPace, garpRepeat, longestSeconds } from './garp-fields.js'
import type { VrrpDefaults } from './model.js'
import { multicastAddress } from './multicast-address.js'
import { needless, notDone, obsolete } from './noted.js'

const dynamicInterfaces: ValueGrammar<'on' | 'allow_if_changes'> = {
  syntax: '[allow_if_changes]',
  read(words) {
    if (words.peek() === undefined) return 'on'
    return oneOf({ allow_if_changes: 'allow_if_changes' } as const).read(words)
  },
  write: (choice) => (choice === 'on' ? [] : [choice]),
}

const startupDelay = seconds({ min: 0.001, max: longestSeconds })

/** What `global_defs` says about VRRP. */
export const vrrpDefaultFields: BlockDefinition<VrrpDefaults>['fields'] = {
  vrrpVersion: value('vrrp_version', oneOf({ 2: 2, 3: 3 } as const)),
  vrrpMcastGroup4: value('vrrp_mcast_group4', multicastAddress(4)),
  vrrpMcastGroup6: value('vrrp_mcast_group6', multicastAddress(6)),
  vrrpGarpMasterDelayMs: value('vrrp_garp_master_delay', garpDelay),
  vrrpGarpMasterRepeat: value('vrrp_garp_master_repeat', garpRepeat),
  vrrpGarpMasterRefreshMs: value('vrrp_garp_master_refresh', garpDelay),
  vrrpGarpMasterRefreshRepeat: value('vrrp_garp_master_refresh_repeat', garpRepeat),
  vrrpGarpLowerPrioDelayMs: value('vrrp_garp_lower_prio_delay', garpDelay),
  vrrpGarpLowerPrioRepeat: value('vrrp_garp_lower_prio_repeat', garpRepeat),
  vrrpGarpIntervalMs: value('vrrp_garp_interval', garpPace),
  vrrpGnaIntervalMs: value('vrrp_gna_interval', garpPace),
  vrrpMinGarp: value('vrrp_min_garp', booleanValue),
  vrrpDownTimerAdverts: value('vrrp_down_timer_adverts', integer({ min: 1, max: 100 })),
  vrrpLowerPrioNoAdvert: value('vrrp_lower_prio_no_advert', booleanValue),
  vrrpHigherPrioSendAdvert: value('vrrp_higher_prio_send_advert', booleanValue),
  vrrpCheckUnicastSrc: flag({ vrrp_check_unicast_src: true }),
  vrrpSkipCheckAdvAddr: flag({ vrrp_skip_check_adv_addr: true }),
  vrrpStrict: flag({ vrrp_strict: true }),
  vrrpOwnerIgnoreAdverts: flag({ vrrp_owner_ignore_adverts: true }),
  v3ChecksumAsV2: value('v3_checksum_as_v2', booleanValue),
  vrrpNotifyPriorityChanges: value('vrrp_notify_priority_changes', booleanValue),
  vrrpStartupDelayMs: value('vrrp_startup_delay', startupDelay),
  vrrpDelayAfterBootMs: value('vrrp_delay_after_boot', startupDelay),
  vmacPrefix: value('vmac_prefix', interfaceName),
  defaultInterface: value('default_interface', interfaceName),
  dynamicInterfaces: value('dynamic_interfaces', dynamicInterfaces),
}

const filter = 'what `no_accept` asks for is done with nftables'

/** The keywords of `global_defs` about VRRP of which nothing comes. */
export const vrrpDefaultNotes: Readonly<Record<string, NotedKeyword>> = {
  vrrp_garp_extra_if: notDone('addresses elsewhere are announced by `garp_master_refresh`'),
  vrrp_vmac_garp_intvl: obsolete('it is called `vrrp_garp_extra_if` now, which is not done'),
  log_unknown_vrids: notDone('packets of unknown virtual routers are only counted'),
  vmac_addr_prefix: needless('`use_vmac_addr` is not done'),
  disable_local_igmp: needless('the sysctl for reports about local groups stays as it is'),
  vrrp_iptables: needless(filter, 'leave it out, or write `nftables`'),
  vrrp_ipsets: needless(filter, 'leave it out, or write `nftables`'),
  nftables_priority: notDone('the priority of the chain cannot be chosen'),
  nftables_counters: needless('the rules have no counters'),
  nftables_ifindex: needless('the rules name no interfaces'),
  vrrp_rx_bufs_policy: needless('the kernel chooses the size of the receive buffer'),
  vrrp_rx_bufs_multiplier: needless('the kernel chooses the size of the receive buffer'),
}
