import { ConfigError } from '@holdfast/core'
import type { ConfigIssue } from '@holdfast/core'
import { isSuccess } from '../program/explain-outcome.js'
import { findIdentity } from '../program/identity.js'
import { NodeProcessRunner } from '../program/node-process-runner.js'
import type { Identity } from '../program/process-runner.js'
import { resolveProgram } from '../program/resolve-program.js'
import type { ResolveOptions } from '../program/resolve-program.js'
import type { RunOutcome } from '../program/run-machine.js'
import { ScriptTracker } from './script-tracker.js'
import type { ScriptTrackerOptions } from './script-tracker.js'

/** Who wants to know: a `VrrpInstance`, or anything like it. */
export interface ScriptTarget {
  report(tracker: string, success: boolean): void
}

export interface TrackScriptOptions
  extends
    Omit<ScriptTrackerOptions, 'program' | 'runner' | 'onOutcome'>,
    Omit<ResolveOptions, 'identity'>,
    Partial<Pick<ScriptTrackerOptions, 'runner' | 'onOutcome'>> {
  /** The name of the tracker in the target's own configuration. */
  readonly name: string
  /** A line, split as keepalived does it, or the words themselves. */
  readonly command: string | readonly string[]
  /** Runs it as this user (name or number), which needs root. Default: as this process. */
  readonly user?: string
  /** Default: the user's own. */
  readonly group?: string
}

/**
 * Runs a script at once and then at fixed intervals, and reports whether it succeeded (exit code 0)
 * after each run, until the tracker that it resolves with is stopped.
 *
 * Rejects with ConfigError when the command can never be run: there is no such file, it is not
 * executable, the user does not exist. What goes wrong later counts as a failed run.
 */
export async function trackScript(
  target: ScriptTarget,
  options: TrackScriptOptions,
): Promise<ScriptTracker> {
  const { name, command, user, group, ...rest } = options
  const refuse = (issues: readonly ConfigIssue[]): never => {
    throw new ConfigError(`script ${name}`, issues)
  }
  const issues = issuesOf(options)
  if (issues.length > 0) refuse(issues)
  const identity = await identityOf(user, group)
  if (typeof identity === 'string') return refuse([{ path: 'user', message: identity }])
  const program = await resolveProgram(command, {
    ...rest,
    ...(identity === undefined ? {} : { identity }),
  })
  if (!program.ok) return refuse([{ path: 'command', message: program.error.message }])
  const tracker = new ScriptTracker({
    ...rest,
    name,
    program: program.value,
    runner: options.runner ?? new NodeProcessRunner(),
    onOutcome: (outcome: RunOutcome) => {
      options.onOutcome?.(outcome)
      target.report(name, isSuccess(outcome))
    },
  })
  tracker.start()
  return tracker
}

function issuesOf(options: TrackScriptOptions): readonly ConfigIssue[] {
  return (['intervalMs', 'timeoutMs', 'killGraceMs'] as const).flatMap((path) => {
    const value = options[path]
    if (value === undefined || value > 0) return []
    return [{ path, message: `${value} is not a number of milliseconds above 0` }]
  })
}

async function identityOf(user?: string, group?: string): Promise<Identity | string | undefined> {
  if (user === undefined) {
    return group === undefined ? undefined : 'a group needs a user beside it'
  }
  const identity = await findIdentity(user, group)
  return identity.ok ? identity.value : identity.error
}
