import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { buildKey, packageFolder } from '../../packages/linux/scripts/addon-compiler.mjs'

/** Whether the addon of Linux was compiled: without a compiler it is not, and nothing else may fail. */
export const hasAddon = existsSync(join(packageFolder, 'build', buildKey, 'holdfast.node'))
