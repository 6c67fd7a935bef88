import { benchChecks } from './tcp-checks.js'
import { toTable } from '../report.js'
console.log(toTable(await benchChecks()))
