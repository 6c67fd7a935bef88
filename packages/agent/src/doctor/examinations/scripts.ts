import { commandsOf } from '../../lint/facts/commands.js'
import { hintOf } from '../../lint/mistakes/not-runnable.js'
import { found } from '../finding.js'
import type { Finding } from '../finding.js'
import type { Subject } from '../subject.js'

/** Scripts that can never be run. */
export function examineScripts({ configuration, facts }: Subject): readonly Finding[] {
  return commandsOf(configuration).flatMap(({ command, keyword, name }) => {
    const obstacle = facts.command(command)?.obstacle
    if (obstacle === undefined) return []
    const owner = name === undefined ? '' : ` of ${name}`
    const message = `\`${keyword}\`${owner}: ${obstacle.message}`
    return [found('script-not-runnable', message, hintOf(obstacle))]
  })
}
