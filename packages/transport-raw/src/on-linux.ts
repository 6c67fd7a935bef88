import { silentLogger, UsageError } from '@holdfast/core'
import type { Clock, Logger } from '@holdfast/core'
import {
  FileJournal,
  FilteredAddresses,
  KernelAddresses,
  KernelRoutes,
  KernelVirtualMacs,
  LinkMonitor,
  linuxClock,
  NftAcceptFilter,
  openRtnetlink,
  rehearseHolding,
} from '@holdfast/linux'
import type { AddressLoss, RestorePolicy, RoutingLoss, Rtnetlink } from '@holdfast/linux'
import { beforeExit } from './last-acts.js'
import { LazyRtnetlink } from './lazy-rtnetlink.js'
import { RawTransport } from './raw-transport.js'
import { rehearseSending } from './rehearsal.js'

export interface OnLinuxOptions {
  /** `packet` (default): AF_PACKET. `pcap`: libpcap through the npm package `cap`. */
  readonly backend?: 'packet' | 'pcap'
  /**
   * `true` (default): virtual addresses have a lifetime that is renewed while they are held, so that
   * those of a dead process disappear. `false`: they stay, as keepalived's do.
   */
  readonly lease?: boolean
  /** Whole seconds, at least 1; 3 by default. */
  readonly leaseSeconds?: number
  /** What to do when somebody else deletes a virtual address, route or rule; `restore` by default. */
  readonly whenDeleted?: RestorePolicy
  /** A virtual address was found missing. */
  readonly onLoss?: (loss: AddressLoss) => void
  /** A virtual route or rule was found missing. */
  readonly onRoutingLoss?: (loss: RoutingLoss) => void
  /**
   * Where what was changed in the kernel is remembered for the run after a crash. Default:
   * /run/holdfast for root, $XDG_RUNTIME_DIR/holdfast for others.
   */
  readonly stateDirectory?: string
  /**
   * Services of one machine with different keys leave each other's leftovers alone. Default: the name
   * of the script that is run.
   */
  readonly stateKey?: string
  /**
   * Whether a process that exits by itself, also by an uncaught exception, lets go of its addresses,
   * routes, rules and filters first; default true.
   */
  readonly releaseOnExit?: boolean
  readonly clock?: Clock
  readonly logger?: Logger
}

/** What a router needs of the world; fits `VrrpPorts` of `@holdfast/vrrp`. */
export interface LinuxPorts extends AsyncDisposable {
  readonly transport: RawTransport
  readonly links: LinkMonitor
  /** Where an address is not to be answered on, packets to it are dropped through `nft`. */
  readonly addresses: FilteredAddresses
  readonly routes: KernelRoutes
  readonly virtualMacs: KernelVirtualMacs
  readonly clock: Clock
  readonly logger: Logger
  /** Calls back when the process exits by itself, before addresses are let go. */
  readonly beforeExit: (act: () => void) => () => void
  /** Lets go of everything, and closes what was opened. */
  close(): Promise<void>
}

/**
 * The machine's own interfaces, addresses and routes, as one set of ports. Nothing is opened before
 * the first use: constructing works anywhere and needs no privilege. Using it needs Linux,
 * CAP_NET_RAW for the transport and CAP_NET_ADMIN for addresses, routes and virtual MACs; a missing
 * one ends in MissingPrivilegeError, or in a failure of the address that says so.
 *
 * Each call makes ports of their own. Routers may share one, and then one of them must not be closed
 * before the others.
 */
export function onLinux(options: OnLinuxOptions = {}): LinuxPorts {
  const { clock = linuxClock, logger = silentLogger, releaseOnExit = true } = options
  let cancelLastAct: (() => void) | undefined
  const rtnetlink = new LazyRtnetlink(() => {
    const opened = openTables(logger)
    if (releaseOnExit) cancelLastAct ??= beforeExit(lastAct)
    return opened
  })
  const journal = new FileJournal({
    logger,
    ...(options.stateDirectory !== undefined && { directory: options.stateDirectory }),
    ...(options.stateKey !== undefined && { key: options.stateKey }),
  })
  const { backend = 'packet', lease = true, leaseSeconds, whenDeleted, onLoss } = options
  const links = new LinkMonitor(rtnetlink, { clock, logger })
  const held = new KernelAddresses(rtnetlink, {
    ...{ clock, logger, journal, lease },
    ...(leaseSeconds !== undefined && { leaseSeconds }),
    ...(whenDeleted !== undefined && { whenDeleted }),
    ...(onLoss !== undefined && { onLoss }),
  })
  const filter = new NftAcceptFilter({ clock, logger, journal, processId: process.pid })
  const addresses = new FilteredAddresses(held, filter)
  const { onRoutingLoss } = options
  const routes = new KernelRoutes(rtnetlink, {
    ...{ clock, logger, journal },
    ...(whenDeleted !== undefined && { whenDeleted }),
    ...(onRoutingLoss !== undefined && { onLoss: onRoutingLoss }),
  })
  const virtualMacs = new KernelVirtualMacs(rtnetlink, { clock, logger, journal })
  const prepare = async (): Promise<void> => {
    // A router that starts as BACKUP asks for nothing: what a crashed run left would stay.
    addresses.recover()
    routes.recover()
    virtualMacs.recover()
    rehearseHolding(rtnetlink, journal)
    await rehearseSending()
  }
  const transport = new RawTransport({ backend, rtnetlink, clock, logger, prepare })
  // The other way round than they came: routes lead over addresses, and these over interfaces.
  const lastAct = (): void => {
    routes.releaseNow()
    addresses.releaseNow()
    virtualMacs.releaseNow()
    journal.close()
  }
  const close = async (): Promise<void> => {
    cancelLastAct?.()
    cancelLastAct = undefined
    await transport.close()
    routes.close()
    addresses.close()
    virtualMacs.close()
    journal.close()
    rtnetlink.close()
  }
  // Without the last act nobody says goodbye either: the peers then wait as after a crash.
  const goodbye = releaseOnExit ? beforeExit : () => () => undefined
  const ports = { transport, links, addresses, routes, virtualMacs, clock, logger }
  return { ...ports, beforeExit: goodbye, close, [Symbol.asyncDispose]: close }
}

function openTables(logger: Logger): Rtnetlink {
  if (process.platform === 'linux') return openRtnetlink({ logger })
  throw new UsageError(`onLinux() works on Linux only, and this is ${process.platform}`)
}
