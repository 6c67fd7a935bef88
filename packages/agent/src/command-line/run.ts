import { existsSync, mkdirSync } from 'node:fs'
import { release } from 'node:os'
import { basename, dirname, join } from 'node:path'
import type { Logger } from '@holdfast/core'
import { defaultStateDirectory, safeKey } from '@holdfast/linux'
import { assembleAgent } from '../assemble-agent.js'
import { socketSuffix } from '../control/control-client.js'
import { ControlServer } from '../control/control-server.js'
import { keepalivedLogger } from '../logging/keepalived-logger.js'
import type { LineSink } from '../logging/line-sink.js'
import type { PrometheusMetrics } from '../metrics/prometheus-metrics.js'
import type { Agent } from '../running/agent.js'
import { refuseFaulty } from '../running/configuration.js'
import type { Configuration, ConfigurationReader } from '../running/configuration.js'
import { configurationReader } from '../running/configuration-reader.js'
import { version } from '../version.js'
import type { SnmpWishes } from '../snmp/snmp-settings.js'
import type { RunOptions } from './command.js'
import { exitCodeOf, exitCodes } from './exit-codes.js'
import { isInNamespace, namespaceIdentity, runInNamespace } from './network-namespace.js'
import { setNiceness } from './niceness.js'
import { writePidFile } from './pid-file.js'
import { serviceManager } from './service-manager.js'
import { obeySignals } from './signals.js'
import { serveHttp } from './serve-http.js'
import { tellDiagnostics } from './tell-diagnostics.js'
import { watchSnmp } from './watch-snmp.js'
import type { Closable } from './watch-snmp.js'

const historySuffix = '.history'

/** Runs an agent until it is told to stop; resolves with the exit code. */
export async function run(options: RunOptions, sink: LineSink): Promise<number> {
  const { file } = options
  const logger = await makeLogger(options, sink)
  for (const remark of options.remarks) logger.debug(remark)
  if (!existsSync(file)) {
    logger.error(`there is no configuration file ${file}`)
    return exitCodes.noConfiguration
  }
  try {
    const reader = configurationReader(options)
    const configuration = reader.read({ file })
    const namespace = options.namespace ?? configuration.value.netNamespace
    if (namespace !== undefined && !isInNamespace(namespace)) return await runInNamespace(namespace)
    logger.info(`Starting Holdfast v${version()}`)
    logger.info(`Running on Linux ${release()}, Node ${process.version}`)
    logger.info(`Configuration file ${file}`)
    tellDiagnostics(configuration, logger)
    if (options.strict) refuseFaulty(configuration)
    return await runConfiguration(reader, configuration, options, logger)
  } catch (error) {
    logger.error('the agent cannot run', { error })
    return exitCodeOf(error)
  }
}

async function makeLogger(options: RunOptions, sink: LineSink): Promise<Logger> {
  const { logFormat, logDetail: detail } = options
  if (logFormat === 'keepalived') return keepalivedLogger({ sink, detail })
  const { jsonLogger } = await import('../logging/json-logger.js')
  return jsonLogger({ sink, detail })
}

async function makePrometheus({ metrics }: RunOptions): Promise<PrometheusMetrics | undefined> {
  if (metrics === undefined) return undefined
  const { prometheusMetrics } = await import('../metrics/prometheus-metrics.js')
  return prometheusMetrics()
}

async function runConfiguration(
  reader: ConfigurationReader,
  configuration: Configuration,
  options: RunOptions,
  logger: Logger,
): Promise<number> {
  const { value } = configuration
  const { file, stateDirectory, umask, pidFile, ignoreSigint, lease } = options
  const { dampFlapping, keepsIpvs } = options
  const mask = umask === undefined ? value.globalDefs?.umask : Number.parseInt(umask, 8)
  if (mask !== undefined) process.umask(mask)
  setNiceness(value.globalDefs?.vrrpPriority, logger)
  // Agents of one machine differ by their namespace, and there by `instance` or their file.
  const stateKey = `agent-${namespaceIdentity()}-${value.instanceName ?? basename(file)}`
  const linux = { stateKey, lease, ...(stateDirectory === undefined ? {} : { stateDirectory }) }
  const historyFile = stateFile(stateKey, historySuffix, stateDirectory)
  const flapping = dampFlapping === undefined ? {} : { holdDownMs: Number(dampFlapping) * 1000 }
  const prometheus = await makePrometheus(options)
  const page = options.page !== undefined
  const agentOptions = {
    ...{ config: { file }, logger, linux, historyFile, flapping },
    ...{ prometheus, page },
    releasesVirtualServers: !keepsIpvs,
  }
  const agent = assembleAgent(agentOptions, reader, configuration)
  const manager = serviceManager(process.env, logger)
  const removePidFile = pidFile === undefined ? undefined : writePidFile(pidFile)
  let snmp: Closable | undefined
  const socket = options.controlSocket ?? stateFile(stateKey, socketSuffix, stateDirectory)
  // With an empty configuration nothing else would keep the process from ending.
  const presence = setInterval(() => undefined, 60_000)
  try {
    const stopped = obeySignals(agent, { ignoreSigint, logger, manager })
    snmp = await watchSnmp(agent, { ...snmpWishes(options), logger })
    await startOrStop(agent)
    const control = await openControl(agent, socket, logger)
    const served = await serveHttp(agent, options, logger)
    logger.info('Startup complete')
    manager.ready()
    await stopped
    await control?.close()
    await Promise.all(served.map((server) => server.close()))
    logger.info('Stopped')
    return exitCodes.stopped
  } finally {
    await snmp?.close()
    clearInterval(presence)
    removePidFile?.()
  }
}

function snmpWishes({ snmp, snmpSocket }: RunOptions): SnmpWishes {
  return { everything: snmp, ...(snmpSocket === undefined ? {} : { master: snmpSocket }) }
}

function stateFile(key: string, suffix: string, directory = defaultStateDirectory()): string {
  return join(directory, `${safeKey(key)}${suffix}`)
}

/** A router does its work also where nobody can ask it. */
async function openControl(
  agent: Agent,
  path: string,
  logger: Logger,
): Promise<ControlServer | undefined> {
  agent.on('asked', ({ by, request, outcome }) => {
    logger.info(`${by} asked: ${JSON.stringify(request)}: ${outcome}`)
  })
  try {
    mkdirSync(dirname(path), { recursive: true })
    return await ControlServer.open(agent, { path, logger })
  } catch (error) {
    logger.warn(
      `there is no control socket ${path}: \`holdfast status\` and the like do not work`,
      {
        error,
      },
    )
    return undefined
  }
}

/** An agent that cannot start has perhaps opened something, or taken an address. */
async function startOrStop(agent: Agent): Promise<void> {
  try {
    await agent.start()
  } catch (error) {
    await agent.stop()
    throw error
  }
}
