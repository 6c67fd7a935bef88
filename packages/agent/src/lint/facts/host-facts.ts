import type { IpPrefix } from '@holdfast/core'
import type { Command } from '@holdfast/core/config'

/** Why a command can never be run, and what it is about. */
export interface CommandObstacle {
  readonly code: 'badQuoting' | 'empty' | 'notFound' | 'notExecutable' | 'insecure' | 'unknownUser'
  /** For people; names the file or the user. */
  readonly message: string
}

/** What a look at a command found. */
export interface CommandFacts {
  /** Undefined: it can be run. */
  readonly obstacle?: CommandObstacle
  /** The beginning of the file, where it is a script. */
  readonly text?: string
}

/**
 * What is known of the machine that a configuration is for. A check of a file that is for another
 * machine knows nothing, and says nothing that would need it.
 */
export interface HostFacts {
  /** Undefined: nobody looked. */
  command(command: Command): CommandFacts | undefined
  /** The addresses of an interface; undefined where they are not known. */
  addresses(interfaceName: string): readonly IpPrefix[] | undefined
}

export const noFacts: HostFacts = {
  command: () => undefined,
  addresses: () => undefined,
}
