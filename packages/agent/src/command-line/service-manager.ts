import { AF_UNIX, openSocket, SOCK_DGRAM, unixAddress } from '@holdfast/linux'
import type { Logger } from '@holdfast/core'

/** Whoever started this process as a service and wants to know how it is: systemd (sd_notify(3)). */
export interface ServiceManager {
  /** It takes part in the elections; from now on it says that it lives, where that is wanted. */
  ready(): void
  reloading(): void
  stopping(): void
}

type Environment = Record<string, string | undefined>

const noManager: ServiceManager = {
  ready: () => undefined,
  reloading: () => undefined,
  stopping: () => undefined,
}

/**
 * Nobody where the environment names none. The names are taken out of it, so that scripts do not take
 * themselves for the service.
 */
export function serviceManager(environment: Environment, logger: Logger): ServiceManager {
  const { NOTIFY_SOCKET: path, WATCHDOG_USEC: watchdogUs } = environment
  delete environment.NOTIFY_SOCKET
  delete environment.WATCHDOG_USEC
  delete environment.WATCHDOG_PID
  if (path === undefined || path === '') return noManager
  const tell = (message: string): void => {
    try {
      const socket = openSocket(AF_UNIX, SOCK_DGRAM, 0)
      try {
        socket.send(new TextEncoder().encode(message), unixAddress(path))
      } finally {
        socket.close()
      }
    } catch (error) {
      logger.debug('the service manager cannot be told', { error })
    }
  }
  let alive: NodeJS.Timeout | undefined
  return {
    ready() {
      tell('READY=1')
      const periodMs = Number(watchdogUs) / 2000
      if (!(periodMs > 0)) return
      alive ??= setInterval(() => tell('WATCHDOG=1'), periodMs).unref()
    },
    reloading: () => tell('RELOADING=1'),
    stopping: () => tell('STOPPING=1'),
  }
}
