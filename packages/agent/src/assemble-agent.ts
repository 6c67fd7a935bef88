import 'reflect-metadata'
import { hostname, uptime } from 'node:os'
import { ForkedProcessRunner } from '@holdfast/check'
import type { ProcessRunner } from '@holdfast/check'
import { silentLogger, systemClock } from '@holdfast/core'
import type { Logger } from '@holdfast/core'
import { addressesToken, clockToken, loggerToken, routesToken } from '@holdfast/core/di'
import { onLinux } from '@holdfast/transport-raw'
import { vrrpRouterToken } from '@holdfast/vrrp/di'
import { container as rootContainer } from 'tsyringe'
import type { DependencyContainer, InjectionToken } from 'tsyringe'
import type { AgentOptions } from './agent-options.js'
import * as tokens from './di.js'
import { Dumps } from './dumps/dumps.js'
import { FlapDamper } from './flapping/flap-damper.js'
import type { FlapDamperOptions } from './flapping/flap-damper.js'
import type { FlapParameters } from './flapping/flap-detector.js'
import { usualFlapping, watchFlapping } from './flapping/watch-flapping.js'
import type { FlappingOptions } from './flapping/watch-flapping.js'
import { History } from './history/history.js'
import { HistoryFile } from './history/history-file.js'
import { recordHistory } from './history/record-history.js'
import { measureAgent } from './metrics/agent-metrics.js'
import { meteredRunner } from './metrics/metered-runner.js'
import type { PrometheusMetrics } from './metrics/prometheus-metrics.js'
import { giveBalancer, virtualServersIn } from './give-balancer.js'
import { AdvertLog } from './page/advert-log.js'
import { StatusPage } from './page/status-page.js'
import { Agent } from './running/agent.js'
import { audienceOf } from './running/audience.js'
import type { Configuration, ConfigurationReader } from './running/configuration.js'
import { Instances } from './running/instances.js'
import { nodeFiles } from './running/node-files.js'
import { anyPrograms } from './running/program-finder.js'
import { systemRoutingNames } from './running/routing-tables.js'
import { ScheduledReload } from './running/scheduled-reload.js'
import { Trackers } from './running/trackers.js'
import { readTextOf } from './running/virtual-servers/read-tls.js'
import { VirtualServerSet } from './running/virtual-servers/virtual-server-set.js'
import { watchGroup, watchInstance, watchServers } from './running/watching.js'

/** What `createAgent` is given, its metrics made: who wants none has none of prom-client loaded. */
type AssemblyOptions = Omit<AgentOptions, 'metrics'> & {
  readonly prometheus?: PrometheusMetrics | undefined
}

/** Puts an agent together of a configuration that was read already; the reader is for reloads. */
export function assembleAgent(
  options: AssemblyOptions,
  reader: ConfigurationReader,
  configuration: Configuration,
): Agent {
  const container = (options.container ?? rootContainer).createChildContainer()
  const adverts = options.page === true ? new AdvertLog() : undefined
  const closers = registerGiven(container, options, adverts)
  tokens.registerAgentParts(container)
  const clock = container.resolve(clockToken)
  const logger = container.resolve(loggerToken)
  const notifier = container.resolve(tokens.notifierToken)
  const router = container.resolve(vrrpRouterToken)
  const runner = container.resolve(tokens.processRunnerToken)
  const openFile = container.resolve(tokens.openTrackedFileToken)
  const { transport, unixTimeMs: wallClock = Date.now } = container.resolve(tokens.portsToken)
  const facts = { wallClock, hostName: hostname() }
  const history = makeHistory(options, logger)
  const agent = new Agent(options.config, configuration, {
    ...{ reader, runner, clock, wallClock, logger, notifier, history },
    metrics: options.prometheus?.registry,
    dumps: new Dumps(facts),
    makePage: (agent) => adverts && new StatusPage({ agent, adverts, clock, logger, ...facts }),
    surroundings: {
      finder: container.resolve(tokens.programFinderToken),
      ...{ hostName: hostname(), names: systemRoutingNames() },
      checks: { runner, clock, readText: readTextOf(options.files ?? nodeFiles) },
      sinceBootMs: options.sinceBootMs ?? uptime() * 1000,
    },
    staticHoldings: container.resolve(tokens.staticHoldingsToken),
    linkDelays: container.resolve(tokens.linkDelaysToken),
    makeInstances: (agent) =>
      new Instances({
        ...{ router, clock, logger },
        hooks: container.resolve(tokens.hooksToken),
        onInstance: (instance) => watchInstance(instance, agent, notifier),
        onGroup: (group) => watchGroup(group, agent, notifier),
      }),
    makeTrackers: (agent) =>
      new Trackers({
        ...{ clock, logger, openFile },
        runnerFor: (name) => meteredRunner(agent, name, { runner, clock }),
        processes: container.resolve(tokens.processCounterToken),
        audience: audienceOf(() => agent.instances),
      }),
    makeVirtualServers: (agent) =>
      new VirtualServerSet({
        ...{ clock, logger, ...watchServers(agent, notifier) },
        ...virtualServersIn(container),
        isMaster: (name) =>
          agent.instances.some((each) => each.name === name && each.state === 'MASTER'),
        releases: options.releasesVirtualServers ?? true,
      }),
    makeScheduledReload: (agent) => {
      const reload = (): Promise<void> => agent.reload()
      return new ScheduledReload({ clock, logger, unixTimeMs: wallClock, openFile, reload })
    },
    warmUp: () => warmUpRunner(runner),
    close: async () => {
      await router.close()
      await history.close()
      for (const close of closers) await close()
    },
  })
  recordHistory(agent, history, wallClock)
  if (options.prometheus !== undefined) measureAgent(agent, options.prometheus)
  mindFlapping(agent, { ...usualFlapping, ...options.flapping }, { transport, clock, logger })
  return agent
}

function mindFlapping(
  agent: Agent,
  flapping: FlapParameters & FlappingOptions,
  { logger, ...ports }: Pick<FlapDamperOptions, 'transport' | 'clock'> & { logger: Logger },
): void {
  const { holdDownMs, withinMs: heardWithinMs } = flapping
  const damper =
    holdDownMs === undefined
      ? undefined
      : new FlapDamper({ ...ports, agent, holdDownMs, heardWithinMs })
  watchFlapping(agent, flapping, { logger, damper })
}

function makeHistory({ historyFile }: AssemblyOptions, logger: Logger): History {
  if (historyFile === undefined) return new History()
  return new History({ store: new HistoryFile(historyFile, logger) })
}

/**
 * Resolves when programs can be started without delay: the process that does so must be there first,
 * or the first run of a script would lack that time. What is no program ends as soon as it is read.
 */
function warmUpRunner(runner: ProcessRunner): Promise<void> {
  if (!(runner instanceof ForkedProcessRunner)) return Promise.resolve()
  return new Promise((resolve) => {
    runner.start({ path: '/', args: [] }, () => resolve())
  })
}

/** What the caller brings, and what an agent makes for itself; returns how to close the latter. */
function registerGiven(
  container: DependencyContainer,
  options: AssemblyOptions,
  adverts: AdvertLog | undefined,
): readonly (() => Promise<void>)[] {
  const closers: (() => Promise<void>)[] = []
  const give = <Value>(token: InjectionToken<Value>, value: Value | undefined): void => {
    if (value !== undefined) container.register(token, { useValue: value })
  }
  const isMissing = (token: InjectionToken): boolean => !container.isRegistered(token, true)
  const { ports, linux, runner, programs } = options
  const logger = options.logger ?? ports?.logger
  give(loggerToken, logger)
  if (isMissing(loggerToken)) give(loggerToken, silentLogger)
  give(tokens.portsToken, ports)
  if (isMissing(tokens.portsToken)) {
    const made = onLinux({ logger: container.resolve(loggerToken), ...linux })
    closers.push(() => made.close())
    give(tokens.portsToken, made)
  }
  const world = container.resolve(tokens.portsToken)
  give(addressesToken, world.addresses)
  give(routesToken, world.routes)
  give(clockToken, options.clock ?? world.clock)
  if (isMissing(clockToken)) give(clockToken, systemClock)
  if (adverts !== undefined) {
    const transport = adverts.tap(world.transport, container.resolve(clockToken))
    give(tokens.portsToken, { ...world, transport })
  }
  give(tokens.processRunnerToken, runner)
  if (isMissing(tokens.processRunnerToken)) {
    const made = new ForkedProcessRunner()
    closers.push(() => made.close())
    give(tokens.processRunnerToken, made as ProcessRunner)
  }
  give(tokens.programFinderToken, programs ?? (runner === undefined ? undefined : anyPrograms))
  give(tokens.processCounterToken, options.processes)
  give(tokens.openTrackedFileToken, options.trackedFiles)
  give(tokens.openFifoToken, options.fifos)
  give(tokens.mailerToken, options.mailer)
  give(tokens.hooksToken, options.hooks)
  closers.push(giveBalancer(container, options, world))
  return closers
}
