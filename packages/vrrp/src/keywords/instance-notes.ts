import type { NotedKeyword } from '@holdfast/core/config'
import { bfdReason, needless, notDone, obsolete } from './noted.js'

/** The keywords of `vrrp_instance` of which nothing comes. */
export const instanceNotes: Readonly<Record<string, NotedKeyword>> = {
  native_ipv6: obsolete('the family follows from the virtual addresses', 'leave it out'),
  debug: obsolete('keepalived accepts it and does nothing with it', 'leave it out'),
  lvs_sync_daemon_interface: obsolete(
    'the connections of virtual servers are not synchronised',
    'keepalived has `lvs_sync_daemon` in `global_defs` for it',
  ),
  linkbeat_use_polling: obsolete(
    'the kernel tells when a link goes down, so nothing is polled',
    'leave it out',
  ),
  timer_expired_backup: needless('a router that was stalled is found out by its clocks instead'),
  thread_timer_expired: needless('a router that was stalled is found out by its clocks instead'),
  old_unicast_checksum: notDone(
    'the checksum that keepalived had in VRRPv3 unicast before release 1.3.7',
    'only peers older than 2017 need it',
  ),
  kernel_rx_buf_size: needless('the kernel chooses the size of the receive buffer'),
  use_vmac_addr: notDone('addresses on other interfaces have no virtual MAC address'),
  use_ipvlan: notDone('there are no ipvlan interfaces', '`use_vmac` gives a macvlan interface'),
  garp_extra_if: notDone('addresses on other interfaces are announced by `garp_master_refresh`'),
  vmac_garp_intvl: obsolete('it is called `garp_extra_if` now, which is not done'),
  track_bfd: notDone(bfdReason, 'use a `vrrp_script` that asks for the state of the session'),
}
