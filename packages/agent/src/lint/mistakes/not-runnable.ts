import { commandsOf } from '../facts/commands.js'
import type { CommandUse } from '../facts/commands.js'
import type { Diagnostic } from '@holdfast/core/config'
import type { CommandObstacle } from '../facts/host-facts.js'
import { mistakeAt } from './mistake.js'
import type { Subject } from './mistake.js'

const hints: Readonly<Record<CommandObstacle['code'], string | undefined>> = {
  badQuoting: undefined,
  empty: undefined,
  notFound: 'create it, or correct the path',
  notExecutable: 'chmod +x',
  insecure: 'chown root and chmod go-w, for the file and every folder above it',
  unknownUser: 'create the user, or set `script_user`',
}

/** Scripts that can never be run. */
export function notRunnable(subject: Subject): readonly Diagnostic[] {
  return commandsOf(subject.configuration).flatMap((use) => {
    const obstacle = subject.facts.command(use.command)?.obstacle
    if (obstacle === undefined) return []
    const message = `${obstacle.message}: ${consequenceOf(use)}`
    const hint = hintOf(obstacle)
    return [mistakeAt(subject, 'script-not-runnable', [use.owner, use.field], message, { hint })]
  })
}

/** What to do about it; undefined where the message says all. */
export function hintOf({ code }: CommandObstacle): string | undefined {
  return hints[code]
}

function consequenceOf({ purpose, keyword, name = '' }: CommandUse): string {
  return purpose === 'check'
    ? `\`${name}\` checks nothing, and the router runs as if all were well`
    : `\`${keyword}\` is never run`
}
