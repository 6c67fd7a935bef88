import { ConfigError } from '@holdfast/core'
import type { Logger } from '@holdfast/core'
import type { DumpKind } from '../dumps/dumps.js'
import type { Agent } from '../running/agent.js'
import { onRealTimeSignal, realTimeSignals } from './real-time-signal.js'
import type { ServiceManager } from './service-manager.js'
import { tellDiagnostics } from './tell-diagnostics.js'

export interface SignalOptions {
  readonly ignoreSigint: boolean
  readonly logger: Logger
  readonly manager: ServiceManager
}

/** HUP reloads; USR1, USR2 and RTMIN+2 write dumps; TERM and INT stop. Resolves when the agent has stopped. */
export function obeySignals(agent: Agent, options: SignalOptions): Promise<void> {
  const { ignoreSigint, logger, manager } = options
  return new Promise((resolve, reject) => {
    let isAsked = false
    const stop = (): void => {
      if (isAsked) return
      isAsked = true
      logger.info('Stopping')
      manager.stopping()
      agent.stop().then(resolve, reject)
    }
    process.on('SIGTERM', stop)
    process.on('SIGINT', () => {
      if (!ignoreSigint) stop()
    })
    // The process that waits for us outside our network namespace is gone.
    process.on('disconnect', stop)
    process.on('SIGHUP', () => void reload(agent, options))
    // Without a listener Node would open its debugger.
    process.on('SIGUSR1', () => void dump(agent, 'data', logger))
    process.on('SIGUSR2', () => void dump(agent, 'stats', logger))
    const clear = (): void => logger.warn('statistics are not cleared: counters only grow')
    const isCaught = onRealTimeSignal(realTimeSignals.json, () => void dump(agent, 'json', logger))
    if (!isCaught || !onRealTimeSignal(realTimeSignals.clear, clear)) {
      logger.debug('signals beyond 31 cannot be caught here, and end this process')
    }
  })
}

async function dump(agent: Agent, kind: DumpKind, logger: Logger): Promise<void> {
  try {
    logger.info(`Wrote ${await agent.writeDump(kind)}`)
  } catch (error) {
    logger.error(`keepalived.${kind} is not written`, { error })
  }
}

async function reload(agent: Agent, { logger, manager }: SignalOptions): Promise<void> {
  logger.info('Reloading')
  manager.reloading()
  try {
    await agent.reload()
    tellDiagnostics(agent.configuration, logger)
    logger.info('Reload complete')
  } catch (error) {
    logger.error('the old configuration stays in force: the new one cannot be used', { error })
    const issues = error instanceof ConfigError ? error.issues : []
    for (const { message, path } of issues) logger.error(`${path}: ${message}`)
  }
  manager.ready()
}
