import type { Severity } from '@holdfast/core/config'
import type { Area } from './finding.js'

export interface FindingKind {
  readonly area: Area
  readonly severity: Severity
  /** What comes of it. */
  readonly why: string
}

export type FindingCode =
  | 'configuration-faulty'
  | 'not-examined'
  | 'addon-missing'
  | 'capability-missing'
  | 'interface-missing'
  | 'interface-down'
  | 'no-carrier'
  | 'not-ethernet'
  | 'not-multicast'
  | 'no-source-address'
  | 'mtu-too-small'
  | 'bridge-snooping'
  | 'sysctls-read-only'
  | 'ipv6-disabled'
  | 'reverse-path-filter'
  | 'arp-from-any-interface'
  | 'loopback-answers-arp'
  | 'not-forwarding'
  | 'router-advertisements-ignored'
  | 'secondaries-not-promoted'
  | 'cannot-bind'
  | 'too-many-groups'
  | 'adverts-dropped'
  | 'adverts-perhaps-dropped'
  | 'filter-passed-by'
  | 'nft-missing'
  | 'address-here'
  | 'address-taken'
  | 'peer-heard'
  | 'peer-rejected'
  | 'peer-addresses-differ'
  | 'own-address-heard'
  | 'stranger-heard'
  | 'keepalived-runs'
  | 'agent-runs'
  | 'timers-late'
  | 'time-stolen'
  | 'was-suspended'
  | 'script-not-runnable'
  | 'ipvs-missing'
  | 'unit-missing'
  | 'unit-disabled'
  | 'keepalived-enabled'

const of =
  (area: Area, severity: Severity) =>
  (why: string): FindingKind => ({ area, severity, why })

const broken = (area: Area): ((why: string) => FindingKind) => of(area, 'error')
const risky = (area: Area): ((why: string) => FindingKind) => of(area, 'warning')
const noted = (area: Area): ((why: string) => FindingKind) => of(area, 'info')

/** Every finding of `holdfast doctor`, in the order in which they are told. */
export const findingCodes: Readonly<Record<FindingCode, FindingKind>> = {
  'configuration-faulty': broken('configuration')(
    'what is faulty is left out, and only the rest of the file was looked at here',
  ),
  'not-examined': noted('configuration')('nothing is said about what nobody could look at'),

  'addon-missing': broken('privileges')('no socket can be opened: nothing at all works'),
  'capability-missing': broken('privileges')('the kernel refuses what the configuration needs'),

  'interface-missing': broken('interfaces')('the instance waits for it and takes part in nothing'),
  'interface-down': broken('interfaces')('the instance stays in FAULT'),
  'no-carrier': broken('interfaces')('there is no cable, or nobody at its other end: FAULT'),
  'not-ethernet': broken('interfaces')('without MAC addresses there is nothing to announce'),
  'not-multicast': risky('interfaces')('what is sent to a group may reach nobody'),
  'no-source-address': broken('interfaces')('adverts have no address to come from: FAULT'),
  'mtu-too-small': broken('interfaces')('an advert does not fit into one packet, and is not sent'),
  'bridge-snooping': risky('interfaces')(
    'the bridge passes on this group only to ports that were heard asking for it',
  ),

  'sysctls-read-only': broken('sysctls')(
    'an interface with a virtual MAC needs settings that cannot be written here',
  ),
  'ipv6-disabled': broken('sysctls')('no IPv6 address can be added'),
  'reverse-path-filter': risky('sysctls')(
    'packets that come in by one of the interfaces and would be answered by another are dropped',
  ),
  'arp-from-any-interface': risky('sysctls')(
    'clients learn the MAC address of the wrong interface for a virtual address',
  ),
  'loopback-answers-arp': broken('sysctls')(
    'a real server that has the virtual address answers for it, also while another one is master',
  ),
  'not-forwarding': broken('sysctls')('packets of clients are not passed on to real servers'),
  'router-advertisements-ignored': risky('sysctls')(
    'a host that forwards ignores them unless told otherwise: its default route runs out',
  ),
  'secondaries-not-promoted': risky('sysctls')(
    'whoever removes the first address of a network removes the others with it for a moment',
  ),
  'cannot-bind': risky('sysctls')(
    'wherever the address is not nothing is asked, and servers stay as they are: at first, up',
  ),
  'too-many-groups': risky('sysctls')('switches that watch IGMP do not pass on the rest of them'),

  'adverts-dropped': broken('firewall')('nobody hears the other one: two masters'),
  'adverts-perhaps-dropped': risky('firewall')(
    'that depends on what cannot be known from here; if they are: two masters',
  ),
  'filter-passed-by': noted('firewall')(
    'Holdfast hears and sends these before the rule sees them; keepalived here would not',
  ),
  'nft-missing': broken('firewall')('what `no_accept` or strict mode refuses cannot be dropped'),

  'address-here': broken('addresses')(
    'it answers while another router is master, and is not taken over by this one',
  ),
  'address-taken': broken('addresses')(
    'two hosts with one address: some clients reach the wrong one',
  ),

  'peer-heard': noted('peers')('it would be accepted'),
  'peer-rejected': broken('peers')('neither believes the other: two masters'),
  'peer-addresses-differ': risky('peers')(
    'an address that only one of them has does not fail over',
  ),
  'own-address-heard': broken('peers')('its adverts are taken for our own: two masters'),
  'stranger-heard': noted('peers')('its number is taken on this network'),

  'keepalived-runs': risky('processes')('two routers of one machine, if they are about the same'),
  'agent-runs': noted('processes')('what it holds was not counted as in the way'),

  'timers-late': risky('time')('what is too late to be sent is taken for dead by the others'),
  'time-stolen': risky('time')('a machine that stands still cannot send adverts meanwhile'),
  'was-suspended': noted('time')('it comes back as a master that others have replaced'),

  'script-not-runnable': broken('scripts')('it is left out, as if nobody had written it'),

  'ipvs-missing': broken('virtual servers')('there are no virtual servers without it'),

  'unit-missing': noted('service')('nobody starts it when the machine starts'),
  'unit-disabled': risky('service')('nobody starts it when the machine starts'),
  'keepalived-enabled': risky('service')('both start when the machine starts'),
}
