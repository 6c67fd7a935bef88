import { electionMutants } from './election-mutants.js'
import type { Mutant } from './mutant.js'
import { otherMutants } from './other-mutants.js'

/** Every way in which the machine is broken on purpose. */
export const mutants: readonly Mutant[] = [...electionMutants, ...otherMutants]
