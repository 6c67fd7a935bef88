// The front door of the repository: `npm run demo|test|bench|sim|lint|build` on a machine that has
// Node and npm and nothing else. Plain JavaScript without dependencies, because it is what fetches
// them. stdout belongs to the task alone: everything said here goes to stderr.
import { ensureAddon, ensureDependencies, ensureNode } from './prerequisites.mjs'
import { fail, runSteps, script, source, subfolders, tool } from './steps.mjs'

const packages = subfolders('packages', 'package.json')

const attwOptions = ['--pack', '--profile=esm-only', '--no-summary', '--format=table-flipped']

/** For tests of the command as it is installed: the sources take too long to start. */
const built = () => packages.map((folder) => tool('tsup', ['--silent', '--no-dts'], folder))

/**
 * What each command runs, in this order, a list within the list at once; arguments of the command go
 * to its last step.
 *
 * @type {Record<string, () => (import('./steps.mjs').Step | import('./steps.mjs').Step[])[]>}
 */
const tasks = {
  demo: () => [source('examples/demo/src/main.ts')],
  sim: () => [source('packages/vrrp/test/sim/main.ts')],
  bench: () => [source('bench/main.ts')],
  'bench:failover': () => [source('bench/failover/main.ts')],
  test: () => [tool('vitest', ['run'])],
  'test:root': () => [tool('vitest', ['run', '--config', 'vitest.root.config.ts'])],
  'test:interop': () => [source('test/interop/main.ts')],
  'test:corpus': () => [source('test/corpus/main.ts')],
  'test:golden': () => [built(), source('test/golden/main.ts')],
  'test:ipvs': () => [built(), source('test/ipvs/main.ts')],
  lint: () => [
    [
      tool('eslint', ['--max-warnings=0', '.']),
      tool('prettier', ['--check', '--cache', '--log-level=warn', '.']),
      // The root project is everything; that of a package also demands isolated declarations.
      // What runs in a browser knows other globals.
      ...['.', ...packages, 'packages/agent/page'].map((project) => tool('tsc', ['-p', project])),
      script('scripts/check-pure.mjs'),
      tool('depcruise', ['--config=.dependency-cruiser.mjs', '.']),
      tool('knip'),
    ],
  ],
  build: () => [
    packages.map((folder) => tool('tsup', ['--silent'], folder)),
    // Each packs the package, in its folder.
    packages.map((folder) => tool('publint', ['--strict', '--pack=npm'], folder)),
    packages.map((folder) => tool('attw', [...attwOptions, '.'], folder)),
  ],
  docs: () => [tool('typedoc')],
  format: () => [tool('prettier', ['--write', '--log-level=warn', '.'])],
}

const [name = '', ...extraArguments] = process.argv.slice(2)
ensureNode()
const stepsOf = Object.hasOwn(tasks, name) ? tasks[name] : undefined
if (stepsOf === undefined) {
  fail(`there is no task '${name}'; there are: ${Object.keys(tasks).join(', ')}`)
}
ensureDependencies()
ensureAddon()
const steps = stepsOf()
steps
  .flat()
  .at(-1)
  ?.args.push(...extraArguments)
void runSteps(steps)
