import { damages } from './damages.js'
import { elections } from './elections.js'
import { ends } from './ends.js'
import type { Scenario } from './scenario.js'

export const scenarios: readonly Scenario[] = [...elections, ...ends, ...damages]
