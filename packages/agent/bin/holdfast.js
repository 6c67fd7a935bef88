#!/usr/bin/env node
// Runs what was built; in a checkout where nothing was built, the sources. Both in this very process,
// so that standard streams and signals are the agent's own.
import { existsSync } from 'node:fs'
import { register } from 'node:module'

const built = new URL('../dist/main.js', import.meta.url)
const isBuilt = existsSync(built)
if (!isBuilt) await useSources()
const { main } = await import(
  isBuilt ? built.href : new URL('../src/main.ts', import.meta.url).href
)
await main(process.argv.slice(2))

/** What `node --conditions=@holdfast/source --import tsx` does, for this process and its children. */
async function useSources() {
  const tsx = import.meta.resolve('tsx')
  process.execArgv.push('--conditions=@holdfast/source', '--import', tsx)
  const condition = JSON.stringify('@holdfast/source')
  const hook = `export const resolve = (specifier, context, next) =>
    next(specifier, { ...context, conditions: [...context.conditions, ${condition}] })`
  await import(tsx)
  register(`data:text/javascript,${encodeURIComponent(hook)}`)
}
