import type { ProcessCounter, ProcessRunner } from '@holdfast/check'
import type { Clock, Logger } from '@holdfast/core'
import type { FileReader } from '@holdfast/core/config'
import type { Ipvs, VirtualServers } from '@holdfast/ipvs'
import type { OnLinuxOptions } from '@holdfast/transport-raw'
import type { VrrpConfig, VrrpHooks, VrrpPorts } from '@holdfast/vrrp'
import type { Registry } from 'prom-client'
import type { DependencyContainer } from 'tsyringe'
import type { FlappingOptions } from './flapping/watch-flapping.js'
import type { OpenFifo } from './notifying/fifos.js'
import type { Mailer } from './notifying/mailer.js'
import type { ConfigurationSource } from './running/configuration.js'
import type { ProgramFinder } from './running/program-finder.js'
import type { OpenTrackedFile } from './running/trackers.js'

export interface AgentOptions {
  /** The text of a keepalived.conf, its file, or the object that such a text is read into. */
  readonly config: ConfigurationSource
  /** What lines with `@ID` are compared to. Default: the host's name up to the first dot. */
  readonly configId?: string
  /** How files are read. Default: from the file system. */
  readonly files?: FileReader
  /** Refuses a faulty configuration with ConfigError instead of running the rest. Default false. */
  readonly strict?: boolean

  /**
   * The world of the router. Default: this machine, `onLinux()`, which the agent then closes; ports
   * that are given stay open but for the transport.
   */
  readonly ports?: VrrpPorts
  /** Options of `onLinux()`, where no ports are given. */
  readonly linux?: OnLinuxOptions
  readonly clock?: Clock
  /** Since the machine booted, for `vrrp_delay_after_boot`; milliseconds. Default: the system's. */
  readonly sinceBootMs?: number
  readonly logger?: Logger

  /**
   * Runs scripts. Default: a process of its own. With a runner that is given, commands are taken as
   * they are and looked up nowhere: it decides what they mean.
   */
  readonly runner?: ProcessRunner
  readonly programs?: ProgramFinder
  readonly processes?: ProcessCounter
  readonly trackedFiles?: OpenTrackedFile
  readonly fifos?: OpenFifo
  readonly mailer?: Mailer
  /** Where `history` is kept over restarts, as lines of JSON. Default: it ends with the agent. */
  readonly historyFile?: string
  /** When an instance is told to flap, and whether that is damped. */
  readonly flapping?: FlappingOptions
  /**
   * A registry of Prometheus that has the metrics until the agent has stopped, or `true` for one of
   * the agent's own.
   */
  readonly metrics?: boolean | Registry
  /** Whether there is a status page, `agent.page`, for an HTTP server to serve. Default false. */
  readonly page?: boolean
  /**
   * Where virtual servers are. Default: this machine's IPVS, opened when there is one; nowhere where
   * `ports` are given.
   */
  readonly ipvs?: Ipvs
  /** Whoever else spreads clients over servers, instead of IPVS. */
  readonly virtualServers?: VirtualServers
  /**
   * Whether virtual servers end with the agent, also where it dies of an exception; `false` is
   * keepalived's `-I`. Sync daemons always do. Default true.
   */
  readonly releasesVirtualServers?: boolean
  /** The application's say in the failover of an instance. */
  readonly hooks?: (config: VrrpConfig) => VrrpHooks

  /** Where parts are looked for that are not given here; see the tokens. Default: tsyringe's own. */
  readonly container?: DependencyContainer
}
